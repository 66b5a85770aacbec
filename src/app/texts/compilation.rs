//! What the figures of a compilation are called, and how each is counted, by its code.

use super::Language;
use crate::case::work::compilation::Figure;

/// Figures that stand together.
#[derive(Debug, Clone, Copy)]
pub struct Group {
    /// Stable name.
    pub code: &'static str,
    name: Both,
    figures: &'static [Of],
}

/// In Swedish and in English.
type Both = (&'static str, &'static str);

/// A figure, its name and how it is counted.
type Of = (Figure, Both, Both);

/// A figure in words.
#[derive(Debug, Clone, Copy)]
pub struct Words {
    /// Which.
    pub figure: Figure,
    /// What it is called.
    pub label: &'static str,
    /// How it is counted.
    pub how: &'static str,
}

impl Group {
    /// Its name.
    pub fn name(&self, language: Language) -> &'static str {
        of_both(self.name, language)
    }

    /// Its figures, in order.
    pub fn figures(&self, language: Language) -> impl Iterator<Item = Words> {
        self.figures.iter().map(move |(figure, label, how)| Words {
            figure: *figure,
            label: of_both(*label, language),
            how: of_both(*how, language),
        })
    }
}

fn of_both((swedish, english): Both, language: Language) -> &'static str {
    language.of_both(swedish, english)
}

const OF_STATE: Both = ("Läget den sista dagen.", "The state on the last day.");

const OF_UTFORANDE: Both = (
    "Uppföljningar sammanställda under året, efter bedömningen av utförandet.",
    "Follow-ups compiled in the year, by the judgement of what was carried out.",
);

const OF_EFFEKT: Both = (
    "Samma uppföljningar, efter parternas bedömning av effekten.",
    "The same follow-ups, by the parties' judgement of the effect.",
);

/// Every group, in the order in which they are shown.
pub const GROUPS: &[Group] = &[
    Group {
        code: "cases",
        name: ("Ärenden", "Cases"),
        figures: &[
            (Figure::CasesInitierad, ("Initierad", "Opened"), OF_STATE),
            (Figure::CasesPagar, ("Pågår", "At work"), OF_STATE),
            (Figure::CasesVilande, ("Vilande", "Resting"), OF_STATE),
            (
                Figure::CasesUppfoljd,
                ("Uppföljd", "Followed up"),
                (
                    "Läget den sista dagen: uppföljt, och cheferna har inte beslutat än.",
                    "The state on the last day: followed up, and the chiefs have not decided yet.",
                ),
            ),
            (
                Figure::CasesAvslutad,
                ("Avslutad", "Closed"),
                (
                    "Läget den sista dagen, också ärenden som avslutades tidigare år.",
                    "The state on the last day, also of cases closed in earlier years.",
                ),
            ),
            (
                Figure::CasesOpened,
                ("Öppnade under året", "Opened in the year"),
                (
                    "Dagen då den andra parten svarade ja ligger i året.",
                    "The day of the second yes lies in the year.",
                ),
            ),
            (
                Figure::CasesClosed,
                ("Avslutade under året", "Closed in the year"),
                (
                    "Dagen då den andra chefen skrev under ligger i året.",
                    "The day of the second chief's signature lies in the year.",
                ),
            ),
        ],
    },
    Group {
        code: "measures",
        name: ("Åtgärder", "Measures"),
        figures: &[
            (
                Figure::MeasuresDone,
                ("Klara", "Done"),
                (
                    "Åtgärder i ärenden och forum som rapporterades klara under året.",
                    "Measures of cases and forums reported as done in the year.",
                ),
            ),
            (
                Figure::MeasuresOpen,
                ("Öppna", "Open"),
                (
                    "Varken klara eller utgångna den sista dagen, och inte försenade. Åtgärder i ärenden som \
                     avslutades före året räknas inte.",
                    "Neither done nor given up on the last day, and not late. Measures of cases closed before \
                     the year are not counted.",
                ),
            ),
            (
                Figure::MeasuresLate,
                ("Försenade", "Late"),
                (
                    "Öppna den sista dagen, fast den dag de senast lovades till har passerat.",
                    "Open on the last day, though the day they were last promised for has passed.",
                ),
            ),
            (
                Figure::MeasuresGivenUp,
                ("Utgår", "Given up"),
                (
                    "Åtgärder som det under året bestämdes inte ska göras.",
                    "Measures that it was decided in the year not to carry out.",
                ),
            ),
        ],
    },
    Group {
        code: "meetings",
        name: ("Möten", "Meetings"),
        figures: &[
            (
                Figure::MeetingsPlanned,
                ("Enligt mallen", "By the template"),
                (
                    "Så många möten som mallens mötesfrekvens kräver från den dag ärendet öppnades, till den \
                     sista dagen eller tills det avslutades; för forum från den dag något först gjordes i dem \
                     här. Att ett ärende vilar ändrar inte antalet.",
                    "As many as the template asks for from the day the case was opened, to the last day or \
                     until it was closed; for forums from the day something was first done in them here. That a case rests does not change the number.",
                ),
            ),
            (
                Figure::MeetingsHeld,
                ("Hållna", "Held"),
                (
                    "Mötesdagen ligger i året, och protokollet var stängt den sista dagen.",
                    "The day of the meeting lies in the year, and its minutes were closed on the last day.",
                ),
            ),
            (
                Figure::MeetingsCancelled,
                ("Inställda", "Called off"),
                (
                    "Möten kallade till en dag i året som ställdes in.",
                    "Meetings called for a day in the year that were called off.",
                ),
            ),
        ],
    },
    Group {
        code: "follow_ups",
        name: ("Uppföljningar", "Follow-ups"),
        figures: &[
            (Figure::UtforandeGenomfort, ("Genomfört", "Carried out"), OF_UTFORANDE),
            (Figure::UtforandeDelvis, ("Delvis genomfört", "Carried out in part"), OF_UTFORANDE),
            (Figure::UtforandeEjGenomfort, ("Ej genomfört", "Not carried out"), OF_UTFORANDE),
            (Figure::EffektBattre, ("Bättre", "Better"), OF_EFFEKT),
            (Figure::EffektOforandrat, ("Oförändrat", "Unchanged"), OF_EFFEKT),
            (Figure::EffektSamre, ("Sämre", "Worse"), OF_EFFEKT),
            (Figure::EffektGarInteAttAvgora, ("Går inte att avgöra", "Cannot be told"), OF_EFFEKT),
        ],
    },
    Group {
        code: "verdicts",
        name: ("Omdömen om effekten", "Verdicts on the effect"),
        figures: &[
            (
                Figure::VerdictMinskning,
                ("Minskning påvisad", "Decrease shown"),
                (
                    "Ärendets enda omdöme enligt effektplanen, fällt under året. Preliminära avläsningar \
                     räknas inte.",
                    "The one verdict of the case by its plan, given in the year. Preliminary looks are not \
                     counted.",
                ),
            ),
            (
                Figure::VerdictOkning,
                ("Ökning påvisad", "Increase shown"),
                (
                    "Ärendets enda omdöme enligt effektplanen, fällt under året.",
                    "The one verdict of the case by its plan, given in the year.",
                ),
            ),
            (
                Figure::VerdictGarInteAttAvgora,
                ("Går inte att avgöra", "Cannot be told"),
                (
                    "Ärendets enda omdöme enligt effektplanen, fällt under året. Det betyder inte att \
                     åtgärderna saknade effekt.",
                    "The one verdict of the case by its plan, given in the year. It does not mean that the \
                     measures had no effect.",
                ),
            ),
            (
                Figure::VerdictAwaited,
                ("Plan utan omdöme", "Plan without a verdict"),
                (
                    "Ärenden som den sista dagen hade en godkänd effektplan och inget omdöme.",
                    "Cases that on the last day had an agreed plan and no verdict.",
                ),
            ),
        ],
    },
    Group {
        code: "priorities",
        name: ("Prioriteringarnas täckning", "Coverage of the priorities"),
        figures: &[
            (
                Figure::PrioritiesValid,
                ("I listan", "In the list"),
                (
                    "Prioriteringar i den lista som gällde den sista dagen. En prioritering kan beröras i \
                     flera områden och räknas en gång i raden för alla: raderna går inte att lägga ihop.",
                    "Priorities of the list valid on the last day. A priority can be touched in several areas \
                     and counts once in the row for all: the rows do not add up.",
                ),
            ),
            (
                Figure::PrioritiesWithCase,
                ("Med ärende", "With a case"),
                (
                    "Minst ett ärende nämner den i sin mall. Raderna går inte att lägga ihop.",
                    "At least one case names it in its template. The rows do not add up.",
                ),
            ),
            (
                Figure::PrioritiesWithGoal,
                ("Med mål", "With a goal"),
                (
                    "Mål i en sådan mall, ett delmål eller ett avsnitt i den beslutade lägesbilden. Raderna \
                     går inte att lägga ihop.",
                    "A goal in such a template, a sub-goal or a section of the decided joint picture. The rows \
                     do not add up.",
                ),
            ),
            (
                Figure::PrioritiesWithMeasure,
                ("Med åtgärd", "With a measure"),
                (
                    "Minst en åtgärd som inte utgår. Raderna går inte att lägga ihop.",
                    "At least one measure that has not been given up. The rows do not add up.",
                ),
            ),
            (
                Figure::PrioritiesWithForum,
                ("Med forum", "With a forum"),
                (
                    "Minst ett forum nämner den i sin mall. Raderna går inte att lägga ihop.",
                    "At least one forum names it in its template. The rows do not add up.",
                ),
            ),
        ],
    },
    Group {
        code: "lagesbilder",
        name: ("Lägesbilder", "Joint pictures"),
        figures: &[(
            Figure::LagesbilderDecided,
            ("Beslutade", "Decided"),
            (
                "Dagen då den andra chefen skrev under ligger i året.",
                "The day of the second chief's signature lies in the year.",
            ),
        )],
    },
    Group {
        code: "duties",
        name: ("Plikter enligt överenskommelsen", "Duties of the agreement"),
        figures: &[
            (
                Figure::DutiesKept,
                ("Gjorda i tid", "Done in time"),
                (
                    "Gånger som plikterna föll ut under året. Stadens och lagens plikter är desamma i varje \
                     överenskommelse och räknas inte här.",
                    "Times that the duties fell due in the year. Duties of the city and of the law are the \
                     same under every agreement and are not counted here.",
                ),
            ),
            (
                Figure::DutiesLate,
                ("Gjorda för sent", "Done late"),
                (
                    "Gjorda efter sin sista dag, med eller utan förklaring.",
                    "Done after their last day, explained or not.",
                ),
            ),
            (
                Figure::DutiesNotDone,
                ("Inte gjorda", "Not done"),
                (
                    "Inte gjorda den sista dagen, fast deras egen sista dag har passerat.",
                    "Not done on the last day, though their own last day has passed.",
                ),
            ),
        ],
    },
    Group {
        code: "unanswered",
        name: ("Obesvarat", "Unanswered"),
        figures: &[
            (
                Figure::OpeningsUnanswered,
                ("Bedömningar utan svar", "Assessments without an answer"),
                (
                    "Den ena parten har sagt ja, och den andra hade den sista dagen inte svarat inom 30 dagar.",
                    "One party has said yes, and on the last day the other had not answered within 30 days.",
                ),
            ),
            (
                Figure::NotConfirmed,
                ("Inte bekräftade", "Not confirmed"),
                (
                    "Ärenden och forum tills vidare som båda parter inte hade bekräftat i tid den sista dagen.",
                    "Cases and forums until further notice that both parties had not confirmed in time on the \
                     last day.",
                ),
            ),
            (
                Figure::FeedbackMissing,
                ("Utan återkoppling", "Without feedback"),
                (
                    "Öppna åtgärder vars dag för återkoppling har passerat utan att något har sagts sedan dess.",
                    "Open measures whose day for feedback has passed without anything said since.",
                ),
            ),
        ],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_stands_in_one_group_in_the_order_of_the_figures() {
        let told = GROUPS.iter().flat_map(|group| group.figures(Language::Swedish));
        let told: Vec<Figure> = told.map(|one| one.figure).collect();
        assert_eq!(told, Figure::ALL);
    }

    #[test]
    fn a_figure_whose_rows_do_not_add_up_says_so() {
        for language in [Language::Swedish, Language::English] {
            for one in GROUPS.iter().flat_map(|group| group.figures(language)) {
                let says = match language {
                    Language::Swedish => one.how.contains("går inte att lägga ihop"),
                    Language::English => one.how.contains("do not add up"),
                };
                assert_eq!(says, !one.figure.adds_up(), "{}", one.label);
            }
        }
    }
}
