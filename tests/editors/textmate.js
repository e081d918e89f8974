// Standard input through the TextMate grammar: each token as LINE:COLUMN in bytes, its text, its innermost scope, tab between.
//   textmate.js NODE_MODULES GRAMMAR
const fs = require('fs');
const path = require('path');
const [modules, grammarFile] = process.argv.slice(2);
const oniguruma = require(path.join(modules, 'vscode-oniguruma'));
const textmate = require(path.join(modules, 'vscode-textmate'));

async function main() {
  const wasm = fs.readFileSync(path.join(modules, 'vscode-oniguruma', 'release', 'onig.wasm'));
  await oniguruma.loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength));
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async () => textmate.parseRawGrammar(fs.readFileSync(grammarFile, 'utf8'), grammarFile),
  });
  const grammar = await registry.loadGrammar('source.leat');
  let state = textmate.INITIAL;
  fs.readFileSync(0, 'utf8').split('\n').forEach((line, number) => {
    const result = grammar.tokenizeLine(line, state);
    state = result.ruleStack;
    for (const token of result.tokens) {
      const scope = token.scopes[token.scopes.length - 1];
      const column = Buffer.byteLength(line.slice(0, token.startIndex)) + 1;
      console.log([`${number + 1}:${column}`, line.slice(token.startIndex, token.endIndex), scope].join('\t'));
    }
  });
}
main().catch((error) => { console.error(error); process.exit(1); });
