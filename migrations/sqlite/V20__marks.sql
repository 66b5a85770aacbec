-- How far everything has come, which every list asks first, is read from these alone: the bodies, which are
-- large, are read only of what has changed.
CREATE INDEX case_mark ON pls_case (year, number, updated);
CREATE INDEX case_step_mark ON case_step (year, number, no, at);
CREATE INDEX forum_step_mark ON forum_step (agreement, forum, no, at);
CREATE INDEX opening_mark ON opening (seq, id, version, updated);
