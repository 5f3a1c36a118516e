-- Whose personal meeting it is: each account has at most one.

ALTER TABLE meeting ADD COLUMN personal_of VARCHAR(36);

ALTER TABLE meeting ADD CONSTRAINT meeting_personal UNIQUE (personal_of);
