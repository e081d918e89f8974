alter table reps add column level integer;
insert into reps (id, team, level) values ('dora', 'care', 2), ('emil', 'care', 1), ('fritz', 'care', null);
