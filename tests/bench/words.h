/* The words that leads are made of and that rules ask for. */
#ifndef TESTS_BENCH_WORDS_H
#define TESTS_BENCH_WORDS_H

enum { SOURCES = 8, REGIONS = 12, INDUSTRIES = 10, DOMAINS = 12, TITLES = 8 };
enum { POOLS = 10, REPS_PER_POOL = 5, RULES = 100 };

static const char *const source_words[SOURCES] = {"demo",       "website", "webinar", "partner",
                                                  "trade fair", "chat",    "ad",      "list"};
static const char *const region_words[REGIONS] = {"上海", "北京", "广东", "浙江", "江苏", "四川",
                                                  "湖北", "福建", "山东", "重庆", "天津", "陕西"};
static const char *const industry_words[INDUSTRIES] = {"saas", "retail", "bank", "health", "school",
                                                       "logistics", "factory", "energy", "media", "travel"};
static const char *const domain_words[DOMAINS] = {
  "mail.example.com", "mailbox.example.org", "corp.example.cn", "shop.example.cn", "bank.example.com",
  "edu.example.org",
  "gov.example.cn", "fab.example.com", "post.example.net", "web.example.net", "lab.example.org", "care.example.com"};
static const char *const title_words[TITLES] = {"chief executive", "chief engineer", "head of sales", "buyer",
                                                "student", "assistant", "head of purchasing", "owner"};
#endif
