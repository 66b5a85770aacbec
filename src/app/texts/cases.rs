//! Refusals of what is done in a case.

use super::{Language, problems::Problem};
use crate::app::NotAmong;

/// Why what was named cannot be chosen, and what can. It goes on after the name of the field.
pub(super) fn not_among(wrong: &NotAmong, language: Language) -> String {
    let (named, among) = (&wrong.named, wrong.among.join(", "));
    match (wrong.code, language) {
        ("unknown_evidence", Language::Swedish) => {
            format!("nummer {named} finns inte i det frysta underlaget, som har nummer {among}")
        }
        ("unknown_evidence", Language::English) => {
            format!("the frozen evidence has no number {named}; it has {among}")
        }
        ("priority_not_valid", Language::Swedish) => {
            format!("prioriteringen {named} gäller inte i dag; de som gäller är {among}")
        }
        ("priority_not_valid", Language::English) => {
            format!("the priority {named} is not valid today; those that are: {among}")
        }
        (_, Language::Swedish) => format!("{named} finns inte; välj bland {among}"),
        (_, Language::English) => format!("there is no {named}; choose among {among}"),
    }
}

/// Why a step was not taken.
pub(super) const REFUSALS: &[Problem] = &[
    (
        "case_initierad",
        "Ärendet är nyss initierat",
        "Kalla till det första mötet; då börjar arbetet.",
        "The case has only been opened",
        "Call the first meeting; then the work begins.",
    ),
    (
        "case_pagar",
        "Ärendet pågår",
        "Det kan pausas eller följas upp, inte detta.",
        "The case is at work",
        "It can rest or be followed up, not this.",
    ),
    (
        "case_vilande",
        "Ärendet är vilande",
        "Återuppta det först.",
        "The case rests",
        "Take it up again first.",
    ),
    (
        "case_uppfoljd",
        "Ärendet är uppföljt och väntar på chefsamrådet",
        "Båda cheferna beslutar om det fortsätter eller avslutas.",
        "The case was followed up and waits for the chiefs",
        "Both chiefs decide whether it goes on or is closed.",
    ),
    (
        "case_avslutad",
        "Ärendet är avslutat",
        "Det enda som återstår är efterkontrollen.",
        "The case is closed",
        "Only the check afterwards is left.",
    ),
    (
        "changed_since",
        "Någon annan har ändrat det sedan du läste in sidan",
        "Läs in på nytt, jämför med det du skrivit och spara igen.",
        "Somebody else has changed it since you loaded the page",
        "Reload, compare with what you wrote and save again.",
    ),
    (
        "no_such_object",
        "Det finns inget med det numret i ärendet",
        "Läs in på nytt.",
        "The case has nothing with that number",
        "Reload.",
    ),
    (
        "no_such_cause",
        "Orsaken finns inte",
        "Välj en orsak ur orsaksanalysen, eller ingen.",
        "There is no such cause",
        "Choose one of the causes, or none.",
    ),
    (
        "no_such_goal",
        "Delmålet finns inte",
        "Välj ett av delmålen, eller inget.",
        "There is no such goal",
        "Choose one of the goals, or none.",
    ),
    (
        "no_such_priority",
        "Prioriteringen står inte i mallen",
        "Välj en av mallens prioriteringar, eller ingen. En ny prioritering läggs först in i mallen.",
        "The priority is not in the template",
        "Choose one of the template's priorities, or none. A new one goes into the template first.",
    ),
    (
        "goal_stands_still",
        "Delmålet leder från ett värde till samma värde",
        "Ange två olika värden, eller utelämna det ena.",
        "The goal leads from a value to the same value",
        "Give two different values, or leave one out.",
    ),
    (
        "bad_count",
        "Antalet går inte att lova eller göra",
        "Ange ett heltal från 1 till 1 000. Noll rättar en rapport om något som inte blev av.",
        "Nobody promises or does that so many times",
        "Give a whole number from 1 to 1,000. Zero corrects a report of what did not take place.",
    ),
    (
        "no_such_participant",
        "Ägaren är inte deltagare i ärendet",
        "Lägg till funktionen bland övriga deltagare först.",
        "The owner is no participant of the case",
        "Add the function to the other participants first.",
    ),
    (
        "no_such_function",
        "Funktionen står inte i ärendets mall",
        "Spara mallen med funktionen bland deltagarna först.",
        "The function is not in the template of the case",
        "Save the template with the function among the participants first.",
    ),
    (
        "function_twice",
        "Samma funktion har två adresser",
        "Ange en adress för varje funktion.",
        "One function has two addresses",
        "Give each function one address.",
    ),
    (
        "cause_without_basis",
        "Orsaken vilar inte på något",
        "Ange vilket underlag den vilar på, eller beskriv det.",
        "The cause rests on nothing",
        "Say which evidence it rests on, or describe it.",
    ),
    (
        "case_extended_since",
        "Ärendet har fått en annan yta sedan dess",
        "Den här öppningen utgår från en äldre yta. Säg nej till den och peka ut platsen på nytt.",
        "The case has got another area since then",
        "This opening goes on from an earlier area. Say no to it and identify the place anew.",
    ),
    (
        "extends_a_case",
        "Öppningen utökar ett ärende",
        "Den blir inget nytt ärende.",
        "The opening extends a case",
        "It does not become a new one.",
    ),
    (
        "not_of_this_case",
        "Ytan hör inte till ärendet",
        "Den bedömdes för ett annat ärende.",
        "The area does not belong to the case",
        "It was assessed for another case.",
    ),
    (
        "no_such_evidence",
        "Underlaget finns inte",
        "Välj bland numren i det frysta underlaget.",
        "There is no such evidence",
        "Choose among the numbers of the frozen evidence.",
    ),
    (
        "handover_of_other",
        "Åtagandet är den andra partens",
        "Varje part lämnar över det som dess egna funktioner och övriga deltagare har åtagit sig, till \
         någon av dem.",
        "The commitment is the other party's",
        "Each party hands over what its own functions and the participants have promised, to one of them.",
    ),
    (
        "handover_empty",
        "Inget att lämna över",
        "Välj minst en åtgärd, eller en funktion som mallen nämner, och en annan mottagare.",
        "Nothing to hand over",
        "Choose at least one measure, or a function that the template names, and another receiver.",
    ),
    (
        "handover_not_owned",
        "Åtgärden är avslutad eller någon annans",
        "Bara öppna åtgärder lämnas över, av den funktion som har dem.",
        "The measure is over or somebody else's",
        "Only open measures are handed over, by the function that has them.",
    ),
    (
        "handover_contact",
        "Funktionen är partens kontakt i mallen",
        "Kontakten ska vara en av partens egna funktioner. Byt kontakt i mallen först.",
        "The function is the party's contact in the template",
        "The contact is one of the party's own functions. Change the contact in the template first.",
    ),
    (
        "still_used",
        "Något annat vilar på det",
        "En åtgärd svarar mot orsaken, hör till delmålet eller ägs av deltagaren, ett delmål hör till \
         prioriteringen, eller något är redan rapporterat. Ändra det först.",
        "Something else rests on it",
        "A measure answers the cause, serves the goal or is owned by the participant, a goal serves the \
         priority, or something has been reported. Change that first.",
    ),
    (
        "template_incomplete",
        "Ärendets mall är inte ifylld",
        "Spara mallen med problembild, aktivitet och båda parternas deltagare.",
        "The template of the case is not filled in",
        "Save it with problembild, activity and both parties' participants.",
    ),
    (
        "of_agreement",
        "Det avgörs i överenskommelsen",
        "Ett forum vilar inte och avslutas inte här. Parterna ändrar överenskommelsen.",
        "The agreement decides this",
        "A forum neither rests nor ends here. The parties change the agreement.",
    ),
    (
        "number_signed",
        "Ärendets diarienummer är undertecknat",
        "Numret står i partens bedömning, som inte ändras. Skriv i mötets anteckningar om det blivit fel.",
        "The case's register number is signed",
        "It stands in the party's assessment, which does not change. If it is wrong, say so in minutes.",
    ),
    (
        "bad_frequency",
        "Mötesfrekvensen går inte att följa",
        "Välj 1, 2, 3, 4, 6 eller 12 gånger om året, eller månader mellan 1 och 12.",
        "No calendar has such meetings",
        "Choose 1, 2, 3, 4, 6 or 12 times a year, or months between 1 and 12.",
    ),
    (
        "nobody_present",
        "Anteckningarna säger inte vilka som var med",
        "Ange minst en funktion.",
        "The minutes do not say who was there",
        "Name at least one function.",
    ),
    (
        "meeting_over",
        "Mötet är redan hållet eller inställt",
        "Skriv ett tillägg till anteckningarna i stället.",
        "The meeting has been held or called off",
        "Write an addition to the minutes instead.",
    ),
    (
        "meeting_not_closed",
        "Anteckningarna är inte stängda",
        "Tillägg görs när de är stängda.",
        "The minutes are not closed",
        "Additions are made once they are.",
    ),
    (
        "no_mail_server",
        "Tjänsten är inte inställd för att skicka e-post",
        "Kopiera texten och skicka den själv, eller be den som sköter driften att ställa in en e-postserver.",
        "The service is not set up to send mail",
        "Copy the text and send it yourself, or ask whoever runs the service to set up a mail server.",
    ),
    (
        "letters_under_way",
        "Breven skickas redan",
        "Någon annan skickar dem just nu. Läs in på nytt om en stund.",
        "The letters are on their way already",
        "Somebody else is sending them now. Reload in a while.",
    ),
    (
        "nobody_to_send_to",
        "Det finns ingen att skicka till",
        "Alla som har en adress har redan fått brevet, eller så saknar funktionerna adress.",
        "There is nobody to send to",
        "Everybody with an address has got the letter, or the functions have no addresses.",
    ),
    (
        "cannot_be_undone",
        "Det går inte att ångra",
        "Det som är undertecknat, protokollfört eller ändrar läget står kvar.",
        "It cannot be undone",
        "What is signed, minuted or changes the state stands.",
    ),
    (
        "too_late_to_undo",
        "Det är mer än ett dygn sedan",
        "Skriv det på nytt i stället.",
        "It was more than a day ago",
        "Write it anew instead.",
    ),
    (
        "effect_without_measure",
        "Det finns ingen åtgärd att räkna från",
        "Effekten räknas från den dag då den första åtgärden börjar. Skriv åtgärden först.",
        "There is no measure to count from",
        "The effect is counted from the day on which the first measure begins. Write the measure first.",
    ),
    (
        "effect_without_run",
        "Planen måste vila på en hotspotkörning",
        "Välj en körning i det frysta underlaget för den yta som gällde när den första åtgärden började.",
        "The plan has to rest on a hotspot run",
        "Choose a run in the frozen evidence of the ground that held when the first measure began.",
    ),
    (
        "effect_without_control",
        "Kontrollområde saknas",
        "Utan kontroll går det inte att skilja platsens utveckling från stadens.",
        "There is no control",
        "Without a control, what happens at the place cannot be told from what happens in the city.",
    ),
    (
        "effect_own_plan",
        "Din egen part har lagt fram planen",
        "Den andra parten godkänner den. Vill ni ändra något lägger ni fram en ny plan.",
        "Your own party has put the plan forward",
        "The other party agrees to it. To change something, put a new plan forward.",
    ),
    (
        "effect_plan_holds",
        "Planen ligger fast",
        "Effekten är redan avläst, eller så är tiden som ska bedömas slut. Den som ändrar planen nu vet vad som hände.",
        "The plan stands",
        "The effect has been looked at, or the period to be judged is over. Whoever changes the plan now knows what happened.",
    ),
    (
        "effect_not_planned",
        "Det finns ingen plan som gäller",
        "Parterna bestämmer vad som ska jämföras innan någon läser av effekten.",
        "There is no plan in force",
        "The parties decide what is to be compared before anybody looks at the effect.",
    ),
    (
        "effect_nothing_new",
        "Inget nytt sedan förra avläsningen",
        "Talen säger detsamma som när effekten lästes av senast.",
        "Nothing new since the last look",
        "The counts say the same as when the effect was last looked at.",
    ),
    (
        "effect_verdict_given",
        "Omdömet är redan fällt",
        "Varje plan får ett omdöme. Senare tal ändrar det inte.",
        "The verdict has been given",
        "Every plan has one verdict. Later counts do not change it.",
    ),
    (
        "effect_against_verdict",
        "Bedömningen säger något annat än talen",
        "Skriv varför ni bedömer effekten annorlunda än vad som har räknats fram.",
        "The judgement says something other than the counts",
        "Write why you judge the effect otherwise than what was counted.",
    ),
    (
        "effect_nothing_shared",
        "Inga antal delas av båda parterna",
        "Effekten räknas på de antal som båda får se. Dela en inläsning med den andra parten först.",
        "No counts are shared by both parties",
        "The effect is counted on what both may see. Share an import with the other party first.",
    ),
    (
        "enkat_open",
        "En enkät är redan öppen",
        "Stäng den först, eller vänta tills sista dagen har gått.",
        "A survey is open already",
        "Close it first, or wait until its last day is over.",
    ),
    (
        "enkat_over",
        "Enkäten är avslutad",
        "Den tar inte emot fler svar.",
        "The survey is over",
        "It takes no more answers.",
    ),
    (
        "enkat_too_few",
        "För få deltagare för en enkät",
        "Resultatet visas först när fem har svarat. Skriv in minst fem funktioner som deltar i mallen och spara den.",
        "Too few participants for a survey",
        "The result is shown when five have answered. Put at least five functions that take part in the template and save it.",
    ),
    (
        "enkat_empty",
        "Svaret är tomt",
        "Besvara minst en fråga, eller skriv något.",
        "The answer is empty",
        "Answer at least one question, or write something.",
    ),
    (
        "enkat_answered",
        "Er funktion har redan svarat",
        "Svaret kan inte ändras: ingen kan hitta det bland de andra.",
        "Your function has answered already",
        "The answer cannot be changed: nobody can find it among the others.",
    ),
    (
        "enkat_not_invited",
        "Enkäten ställs inte till er funktion",
        "Den ställs till de funktioner som stod som deltagare i mallen när den öppnades.",
        "The survey does not ask your function",
        "It asks the functions that took part by the template when it was opened.",
    ),
    (
        "page_of_forum",
        "Ett forum har ingen offentlig sida",
        "Offentliga sidor hör till ärenden.",
        "A forum has no public page",
        "Public pages belong to cases.",
    ),
    (
        "page_without_verdict",
        "Det finns inget omdöme om effekten att berätta",
        "Omdömet kan stå på sidan när det är fällt.",
        "There is no verdict of the effect to tell",
        "The verdict can stand on the page once it is given.",
    ),
    (
        "page_changed",
        "Det är inte den senaste versionen",
        "En nyare version är skriven, eller så är den här nedtagen. Läs den senaste och godkänn den.",
        "This is not the latest version",
        "A newer one has been written, or this one was taken down. Read the latest and approve that.",
    ),
    ("page_not_up", "Ingen sida är offentlig", "", "No page is public", ""),
    (
        "too_early",
        "Efterkontrollen görs tidigast sex månader efter avslutet",
        "",
        "The check is made six months after the closing at the earliest",
        "",
    ),
];
