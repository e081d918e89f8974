alter table reps add column lat real;
alter table reps add column lon real;
insert into reps (id, name, team, capacity, lat, lon) values
  ('pudong',    'Pudong',    'store', 2,    31.2214, 121.5447),
  ('xuhui',     'Xuhui',     'store', null, 31.1837, 121.4365),
  ('minhang',   'Minhang',   'store', null, 31.1128, 121.3817),
  ('suzhou',    'Suzhou',    'store', null, 31.2990, 120.5853),
  ('pop-up',    'Pop-up',    'store', null, null,    null),
  ('fei',       'Fei',       'field', null, null,    null),
  ('desk',      'Desk',      'desk',  null, null,    null);
