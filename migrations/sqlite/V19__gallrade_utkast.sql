-- The steps of a lägesbild stay; the text of a draft that its own party wrote over may go, once both chiefs
-- have decided.

-- Decided is what two chiefs signed one right after the other: whatever comes between makes the first
-- signature void, and one party does not sign twice. `at` is when the second did.
CREATE VIEW lagesbild_decided AS
SELECT other.lagesbild AS lagesbild, other.at AS at
FROM lagesbild_step one
JOIN lagesbild_step other ON other.lagesbild = one.lagesbild AND other.no = one.no + 1
WHERE one.step = 'lagesbild_signed' AND other.step = 'lagesbild_signed'
  AND one.party <> other.party;

-- Drafts whose text is there although a later draft of the same party took their place, with when their
-- lägesbild was decided. Never the last draft of a party: nothing comes after it.
CREATE VIEW lagesbild_overwritten_draft AS
SELECT draft.lagesbild AS lagesbild, draft.no AS no, decided.at AS decided_at
FROM lagesbild_decided decided
JOIN lagesbild_step draft ON draft.lagesbild = decided.lagesbild
WHERE draft.step = 'lagesbild_draft_put'
  AND EXISTS (SELECT 1 FROM lagesbild_step later
              WHERE later.lagesbild = draft.lagesbild AND later.no > draft.no
                AND later.party = draft.party AND later.step = 'lagesbild_draft_put')
  AND draft.body ->> '$.step' = 'draft_put';

-- The one change that a step bears: in the place of such a draft that it was removed, when, the SHA-256 of
-- what stood there and its length. Who did the step and when stands as it stood.
DROP TRIGGER lagesbild_step_is_never_changed;
CREATE TRIGGER lagesbild_step_is_never_changed BEFORE UPDATE ON lagesbild_step
WHEN NOT coalesce(
    NEW.lagesbild IS OLD.lagesbild AND NEW.no IS OLD.no AND NEW.at IS OLD.at
    AND NEW.step IS OLD.step AND NEW.party IS OLD.party
    AND EXISTS (SELECT 1 FROM lagesbild_overwritten_draft draft
                WHERE draft.lagesbild = OLD.lagesbild AND draft.no = OLD.no)
    AND CASE WHEN json_valid(NEW.body) THEN
        NEW.body IS json_object(
            'step', 'draft_removed',
            'removed', json_object(
                'at', NEW.body ->> '$.removed.at',
                'sha256', NEW.body ->> '$.removed.sha256',
                'bytes', NEW.body ->> '$.removed.bytes'),
            'by', json(OLD.body -> '$.by'),
            'at', OLD.body ->> '$.at')
        AND json_type(NEW.body, '$.removed.at') IS 'text'
        AND length(NEW.body ->> '$.removed.sha256') = 64
        AND NEW.body ->> '$.removed.sha256' NOT GLOB '*[^0-9a-f]*'
        AND json_type(NEW.body, '$.removed.bytes') IS 'integer'
        AND NEW.body ->> '$.removed.bytes' = length(CAST(OLD.body -> '$.draft' AS BLOB))
    END, 0)
BEGIN
    SELECT RAISE(ABORT, 'the steps of a lagesbild are append-only');
END;

CREATE TRIGGER lagesbild_step_begins_whole BEFORE INSERT ON lagesbild_step
WHEN NEW.body ->> '$.step' = 'draft_removed'
BEGIN
    SELECT RAISE(ABORT, 'a draft is written before it is removed');
END;
