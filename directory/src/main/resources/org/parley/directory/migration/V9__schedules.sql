-- When meetings are, by the clock of a place. Who takes a meeting out of the calendar leaves the row, without a beginning: the
-- sequence numbers of its invitations go on.

CREATE TABLE schedule (
  meeting VARCHAR(36) PRIMARY KEY REFERENCES meeting (id) ON DELETE CASCADE,
  begins VARCHAR(19),
  zone VARCHAR(64),
  minutes INTEGER,
  recurrence VARCHAR(200),
  sequence INTEGER NOT NULL
);
