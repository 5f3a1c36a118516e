-- Chosen when a meeting is made, and shown in its owner's list.

ALTER TABLE meeting ADD COLUMN post_quantum BOOLEAN DEFAULT FALSE NOT NULL;
