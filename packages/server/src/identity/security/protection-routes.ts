import { api } from '@topay/contract'
import { type BoundRoute, on } from '../../platform/index.ts'
import { getCustomer } from '../customers.ts'
import type { IdentityDeps } from '../deps.ts'
import { ownRequest } from '../factors/routes.ts'
import { confirmAddContact, listContacts, removeContact, startAddContact } from './contacts.ts'
import { freezeAccount, unfreezeAccount } from './freeze.ts'
import { setPhrase } from './phrase.ts'

/** Addresses, the phrase, and the panic button. */
export const protectionRoutes = (deps: IdentityDeps): BoundRoute[] => [
  on(api.listContacts, ({ actor }) => listContacts(deps.db, actor.id)),

  on(api.startAddContact, ({ actor, body }) => startAddContact(deps, { customer_id: actor.id, ...body })),

  on(api.confirmAddContact, (ctx) => confirmAddContact(deps, ownRequest(ctx), { ...ctx.params, ...ctx.body })),

  on(api.removeContact, (ctx) => removeContact(deps, ownRequest(ctx), { ...ctx.params, ...ctx.body })),

  on(api.setPhrase, (ctx) => setPhrase(deps, ownRequest(ctx), ctx.body)),

  on(api.freezeAccount, (ctx) => freezeAccount(deps, ownRequest(ctx))),

  on(api.unfreezeAccount, async (ctx) => {
    await unfreezeAccount(deps, ownRequest(ctx), ctx.body)
    return getCustomer(deps.db, ctx.actor.id)
  }),
]
