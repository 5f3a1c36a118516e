-- How often an invitation to the meeting was drawn: who kept one knows by it whether it still leads in.

ALTER TABLE meeting ADD COLUMN edition INTEGER DEFAULT 1 NOT NULL;
