/**
 * Who may call which operation, worked out from the contract. Usage: `node scripts/authorisation-matrix.ts` writes docs/authorisation-matrix.md;
 * tests/http/attacks proves every cell by real requests, and fails when the file is stale.
 */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { api, type OperationId, permissionsOfRole, type Role, roles, type RouteOptions } from '@topay/contract'

/** Kinds of callers: nobody, somebody signed in, a merchant's key with and without the scope asked for, each role of the staff. */
export const callers = ['nobody', 'customer', 'applicant', 'merchant', 'key_without_scope', ...roles] as const
export type Caller = (typeof callers)[number]
/** What a caller must get: `open`, or the code of the refusal. */
export type Cell = 'open' | 'NOT_SIGNED_IN' | 'TOKEN_WRONG_KIND' | 'PERMISSION_MISSING' | 'KEY_SCOPE_MISSING'
export type MatrixRoute = RouteOptions & { operationId: OperationId; method: string; path: string }

/** Every operation of the contract. */
export const matrixRoutes: MatrixRoute[] = Object.values(api)

const isRole = (caller: Caller): caller is Role => roles.some((role) => role === caller)

/** What the contract says that a caller gets from a route before anything of the request is looked at. */
export const expectedCell = (route: MatrixRoute, caller: Caller): Cell => {
  if (route.realms.includes('public')) return 'open'
  if (caller === 'nobody') return 'NOT_SIGNED_IN'
  if (isRole(caller)) {
    if (!route.realms.includes('staff')) return 'TOKEN_WRONG_KIND'
    const missing = route.permission && !permissionsOfRole[caller].includes(route.permission)
    return missing ? 'PERMISSION_MISSING' : 'open'
  }
  const realm = caller === 'key_without_scope' ? 'merchant' : caller
  if (!route.realms.includes(realm)) return 'TOKEN_WRONG_KIND'
  return caller === 'key_without_scope' && route.scope ? 'KEY_SCOPE_MISSING' : 'open'
}

const signs: Record<Cell, string> = {
  open: '●',
  NOT_SIGNED_IN: '401',
  TOKEN_WRONG_KIND: '–',
  PERMISSION_MISSING: '403',
  KEY_SCOPE_MISSING: '403',
}

/** Whose objects a route reaches. */
const reach = (route: MatrixRoute): string => {
  if (route.realms.includes('public')) return /\{\w+\}/.test(route.path) ? 'with its secret' : 'no object'
  if (route.realms.includes('staff')) return 'by permission'
  return 'own'
}

/** The table as it is printed in docs/authorisation-matrix.md. */
export const matrixMarkdown = (): string => {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  const head = ['Operation', 'Permission or scope', 'Objects', ...callers.map((caller) => caller.replaceAll('_', ' '))]
  const lines = matrixRoutes.map((route) =>
    row([
      `\`${route.operationId}\``,
      route.permission ?? route.scope ?? '',
      reach(route),
      ...callers.map((caller) => signs[expectedCell(route, caller)]),
    ]),
  )
  return [
    '# Authorisation matrix',
    '',
    'Made from the contract by `node scripts/authorisation-matrix.ts`; do not edit. Every cell is tried against a running server by',
    '`tests/http/attacks/authorisation-matrix.test.ts`, and somebody else’s objects by `tests/http/attacks/foreign-objects.test.ts`.',
    '',
    '- ● goes on to the operation; 401 is `NOT_SIGNED_IN`; – is 401 `TOKEN_WRONG_KIND`; 403 is `PERMISSION_MISSING` for staff and',
    '  `KEY_SCOPE_MISSING` for a key without the scope.',
    '- Objects: *own* answers 404 for somebody else’s object, as for one that does not exist. *By permission*: the work of the desk is shared;',
    '  what only whoever has a case or a review in hand may do is refused with 403 `CASE_NOT_YOURS` or `REVIEW_NOT_YOURS`. *With its secret*: the id',
    '  opens nothing without the code, link or proof that goes with it.',
    '- A token that has ended, whosever it was, is 401 on every operation that is not open to everybody.',
    '',
    row(head),
    row(head.map(() => '---')),
    ...lines,
    '',
  ].join('\n')
}

/** Where the table is kept. */
export const matrixFile = fileURLToPath(new URL('../docs/authorisation-matrix.md', import.meta.url))

if (import.meta.main) writeFileSync(matrixFile, matrixMarkdown())
