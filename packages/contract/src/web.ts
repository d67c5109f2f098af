/** What a browser imports: no validator in it. Types may be imported from the package's root with `import type`. */
export { ApiError, createClient, type Client, type Input, type Output, pathOf } from './client.ts'
export { failures, type FailureCode, type FailureRow } from './failures.ts'
export { allows, type Permission, type Role, roles } from './roles.ts'
export { documentTypes, verificationReasons } from './verification-terms.ts'
export type * from './realtime.ts'
