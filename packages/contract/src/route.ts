import { z } from 'zod'
import { type OperationId, operations } from './operations.ts'
import type { MerchantScope, Permission } from './roles.ts'
import type { ErrorCode } from './errors.ts'

/** Who may call: nobody in particular, a customer, somebody who asks for an account back and proved an address, a merchant's key, a staff member. */
export type Realm = 'public' | 'customer' | 'applicant' | 'merchant' | 'staff'

export type RouteOptions = {
  summary: string
  tag:
    | 'account'
    | 'security'
    | 'verification'
    | 'wallet'
    | 'transfers'
    | 'bills'
    | 'payments'
    | 'merchant'
    | 'support'
    | 'desk'
    | 'demo'
  realms: readonly Realm[]
  /** Staff only: what the role must allow. */
  permission?: Permission
  /** Merchants only: what the key must be allowed. */
  scope?: MerchantScope
  /** Whether the Idempotency-Key header must, may or cannot be sent. */
  idempotency?: 'required' | 'optional'
  /** `credential`: the strict per-address limit of endpoints that check a secret. */
  rateLimit?: 'credential'
  /** Answers also while a browser's session is locked for idleness, though the tag is one of money. */
  whenIdle?: true
  /** Present only in demo mode. */
  demoOnly?: true
  params?: z.ZodType
  query?: z.ZodType
  body?: z.ZodType
  /** `binary`: the body is a file, sent as it is. `raw`: its bytes are taken whatever their type, since a signature is over them. */
  bodyKind?: 'binary' | 'raw'
  status: 200 | 201 | 202 | 204
  /** Absent with 204, and for `binary` answers. */
  response?: z.ZodType
  responseKind?: 'binary'
  /** Error codes beyond those that every route of its kind can answer. */
  errors?: readonly ErrorCode[]
}

/** A route of the contract: the operation's method and path with everything that goes over the wire. */
export const route = <Id extends OperationId, const Options extends RouteOptions>(
  operationId: Id,
  options: Options,
) => ({
  operationId,
  method: operations[operationId][0],
  path: operations[operationId][1],
  ...options,
})

/** An object with no unknown keys; the ground of all params, queries and bodies. */
export const shape = z.strictObject
