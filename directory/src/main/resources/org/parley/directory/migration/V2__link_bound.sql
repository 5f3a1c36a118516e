-- A link-bound meeting has no passcode, and its links were drawn by its owner's browser.

ALTER TABLE meeting ADD COLUMN link_bound BOOLEAN DEFAULT FALSE NOT NULL;
