// Texts of an object's history.

export const historikSv = {
  title: 'Historik',
  none: 'Inget har hänt än.',
  system: 'Systemet',
  before: 'Före',
  nothing: 'inget',
  fields: {
    name: 'Namn',
    areas: 'Områden',
    valid_from: 'Första dag',
    valid_to: 'Sista dag',
    kind: 'Källa',
    area: 'Plats',
    days: 'Dagar',
    text: 'Text',
    n: 'Antal',
  } as Record<string, string>,
}
