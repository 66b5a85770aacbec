-- Values of indicators: population, survey shares, whatever is counted per area and period. They come
-- with a delivery and hold while it is published; of two with the same owner, indicator, group, area,
-- period and source the later published one holds. Texts that are not given are empty.
CREATE TABLE indicator_value (
    seq INTEGER PRIMARY KEY,
    import INTEGER NOT NULL REFERENCES import (id),
    indicator TEXT NOT NULL,
    label TEXT NOT NULL,
    respondents TEXT NOT NULL,
    area TEXT NOT NULL,
    period_from TEXT NOT NULL,
    period_to TEXT NOT NULL CHECK (period_to >= period_from),
    value REAL NOT NULL,
    unit TEXT NOT NULL,
    n_answers INTEGER CHECK (n_answers >= 1),
    source TEXT NOT NULL,
    extracted_on TEXT
) STRICT;
CREATE INDEX indicator_value_by_indicator ON indicator_value (indicator, area);
CREATE INDEX indicator_value_by_import ON indicator_value (import);

-- Places that people name as unsafe. `body` is the JSON of the domain type; what decides who sees it
-- stands beside it.
CREATE TABLE observation (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    owner TEXT NOT NULL REFERENCES party (id),
    shared INTEGER NOT NULL CHECK (shared IN (0, 1)),
    area TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT;
CREATE INDEX observation_by_area ON observation (area);
