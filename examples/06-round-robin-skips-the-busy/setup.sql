insert into reps (id, name, capacity, departed_at) values
  ('anna', 'Anna', null, null),
  ('bea',  'Bea',  null, null),
  ('carl', 'Carl', null, '2026-01-31'),
  ('dirk', 'Dirk', 2,    null),
  ('elsa', 'Elsa', null, null),
  ('gina', 'Gina', null, null);
insert into leaves (rep, "from", "to") values
  ('bea',  '2026-02-20', '2026-03-09'),
  ('elsa', '2026-03-02 13:30', '2026-03-02 18:00'),
  ('elsa', '2026-03-10', '2026-03-20');
insert into busy (rep, "from", "to") values ('gina', '2026-03-02 09:30', '2026-03-02 10:30');
insert into leads (owner, status) values ('dirk', 'open'), ('dirk', 'won');
