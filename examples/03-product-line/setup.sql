alter table reps add column language text;
insert into reps (id, name, language) values
  ('ingrid', 'Ingrid', 'de'), ('wei', 'Wei', 'zh'), ('tom', 'Tom', 'en'), ('carla', 'Carla', 'es'),
  ('sol', 'Sol', 'en'), ('sue', 'Sue', 'en'), ('dora', 'Dora', 'en'), ('dan', 'Dan', 'en');
