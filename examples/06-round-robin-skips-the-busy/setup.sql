insert into reps (id, name, active, capacity, away_from, away_until) values
  ('anna', 'Anna', 1, null, null, null),
  ('bea',  'Bea',  1, null, '2026-02-20', '2026-03-09'),
  ('carl', 'Carl', 0, null, null, null),
  ('dirk', 'Dirk', 1, 2,    null, null),
  ('elsa', 'Elsa', 1, null, '2026-03-10', '2026-03-20');
insert into leads (owner, status) values ('dirk', 'open'), ('dirk', 'won');
