insert into reps (id, name) values ('kate', 'Kate'), ('erika', 'Erika'), ('emma', 'Emma'), ('finn', 'Finn'), ('fay', 'Fay');
