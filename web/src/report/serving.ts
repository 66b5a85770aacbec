import type { Serving } from '../api/contract'
import { href } from '../routes'

/** Where a case or a forum is worked in. */
export const servingAt = (of: Serving) => (of.forum ? href.forum(of.forum.agreement, of.forum.forum) : href.arende(of.case ?? ''))

/** A case by its number, a forum by its name. */
export const servingName = (of: Serving) => of.case ?? of.name
