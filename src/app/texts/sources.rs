//! What can go wrong when official sources are fetched, and what can be wrong with `kallor.toml`.

use super::Entry;

/// Refusals of a fetch.
pub(super) const REFUSALS: &[Entry] = &[
    (
        "source_not_https",
        "källor hämtas bara över https; http går bara till den här datorn, med --from",
        "sources are fetched over https only; http goes to this machine only, with --from",
    ),
    (
        "source_host_not_allowed",
        "adressen leder till en annan värd än källans. Är den rätt: lägg till den i hosts i kallor.toml",
        "the address leads to another host than the source's. If it is right, add it to hosts in kallor.toml",
    ),
    (
        "source_redirects",
        "adressen leder runt utan att komma fram. Ange filens adress med --from",
        "the address leads around without arriving. Give the file's address with --from",
    ),
    (
        "source_gone",
        "finns inte längre på adressen; den har flyttats. Leta på utgivarens sida och ange --from, eller rätta kallor.toml",
        "is no longer at the address; it has moved. Look on the publisher's page and give --from, or mend kallor.toml",
    ),
    (
        "source_status",
        "utgivarens server svarade med ett fel. Försök igen senare",
        "the publisher's server answered with an error. Try again later",
    ),
    (
        "source_unreachable",
        "utgivarens server svarar inte. Pröva nätet och försök igen",
        "the publisher's server does not answer. Check the network and try again",
    ),
    (
        "source_too_slow",
        "hämtningen tog för lång tid och avbröts. Inget är sparat; försök igen",
        "the fetch took too long and was stopped. Nothing was kept; try again",
    ),
    (
        "source_too_large",
        "filen är större än vad som hämtas. Inget är sparat; hämta den för hand och använd import areas",
        "the file is larger than what is fetched. Nothing was kept; fetch it by hand and use import areas",
    ),
    (
        "source_cut_short",
        "svaret bröts innan det var helt. Inget är sparat; försök igen",
        "the answer broke off before it was whole. Nothing was kept; try again",
    ),
    (
        "source_is_page",
        "svaret är en webbsida, inte en fil. Ange filens adress med --from",
        "the answer is a web page, not a file. Give the file's address with --from",
    ),
    (
        "source_no_link",
        "sidan har ingen länk till filen. Finns en nyare: lägg in den i kallor.toml med sin första dag",
        "the page has no link to the file. If there is a newer one, put it in kallor.toml with its first day",
    ),
    (
        "source_not_as_claimed",
        "svaret är inte det som källan ska ge. Inget är sparat",
        "the answer is not what the source should give. Nothing was kept",
    ),
    (
        "source_empty",
        "svaret har inga områden. Inget är sparat; pröva källans filter",
        "the answer has no areas. Nothing was kept; check the filter of the source",
    ),
    (
        "source_incomplete",
        "sidorna från WFS-tjänsten går inte ihop. Inget är sparat; försök igen",
        "the pages of the WFS do not add up. Nothing was kept; try again",
    ),
    (
        "source_wfs_refused",
        "WFS-tjänsten nekade frågan. Pröva lager och filter i kallor.toml",
        "the WFS refused the request. Check layer and filter in kallor.toml",
    ),
    (
        "source_checksum",
        "filen har en annan kontrollsumma än den begärda. Inget är sparat",
        "the file has another checksum than the one asked for. Nothing was kept",
    ),
    (
        "source_fields_changed",
        "attributen heter något annat än källan säger. Ange --name-field, --code-field eller --class-field",
        "the attributes are named otherwise than the source says. Give --name-field, --code-field or --class-field",
    ),
    (
        "source_not_kept",
        "filen kan inte sparas där. Pröva utrymme och rättigheter, eller välj en annan katalog med --to",
        "the file cannot be kept there. Check space and permissions, or choose another folder with --to",
    ),
];

/// What can be wrong with `kallor.toml`.
pub(super) const SETTINGS: &[Entry] = &[
    (
        "bad_source_id",
        "ska vara små bokstäver a–z, siffror och bindestreck, högst 60 tecken",
        "must be small letters a–z, digits and hyphens, at most 60 characters",
    ),
    ("duplicate_id", "samma id står två gånger", "the same id stands twice"),
    ("source_text_missing", "saknas eller har styrtecken", "is missing or has control characters"),
    ("unknown_area_kind", "är inget områdesslag", "is no kind of area"),
    (
        "source_without_day",
        "krävs för utsatta områden, där varje lista är hel från en dag",
        "is required for exposed areas, where each list is whole from a day on",
    ),
    (
        "source_bad_host",
        "ska vara värdnamn, utan https:// och sökväg",
        "must be host names, without https:// and path",
    ),
    ("source_bad_page_size", "ska vara 1–5000", "must be 1–5000"),
    (
        "source_link_and_wfs",
        "en WFS har ingen länk på en sida: ange link eller wfs",
        "a WFS has no link on a page: give link or wfs",
    ),
];
