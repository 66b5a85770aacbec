import type { historikSv } from './historik.sv'

export const historikEn: typeof historikSv = {
  title: 'History',
  none: 'Nothing has happened yet.',
  system: 'The system',
  before: 'Before',
  nothing: 'nothing',
  fields: {
    name: 'Name',
    areas: 'Areas',
    valid_from: 'First day',
    valid_to: 'Last day',
    kind: 'Source',
    area: 'Place',
    days: 'Days',
    text: 'Text',
    n: 'Number',
  },
}
