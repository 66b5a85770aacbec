-- The cells of a run stand apart from the rest of its result, as columns of numbers: `result` is gzip
-- of the JSON of the result without cells, `result_hash` the SHA-256 of the two blobs as they lie here.
-- The functions are the program's own (migrate.rs); what is damaged is left as it is for `check`.
ALTER TABLE run ADD COLUMN cells BLOB NOT NULL DEFAULT x'';
UPDATE run SET (result, cells) = (run_rest(result), run_cells(result))
    WHERE run_cells(result) IS NOT NULL;
UPDATE run SET result_hash = run_hash(result, cells) WHERE cells <> x'';
