import { z } from 'zod'
import { id, Locale, LocalizedText, page, pageQuery, text, timestamp } from '../common.ts'
import { roles } from '../roles.ts'
import { route, shape } from '../route.ts'
import { password, token } from './account.ts'
import { factorCode, sixDigits } from './proof.ts'

export const StaffMember = z
  .strictObject({
    id: id('staff'),
    email: z.string(),
    name: LocalizedText,
    badge: z.string().meta({ example: 'T1027' }),
    roles: z.array(z.enum(roles)),
    active: z.boolean(),
    locale: Locale,
    two_factor: z.boolean(),
    demo: z
      .boolean()
      .meta({ description: 'Of the demo world: may sign in without the second factor there, and nowhere else' }),
    last_seen_at: timestamp.nullable(),
  })
  .meta({ id: 'StaffMember' })
export type StaffMember = z.infer<typeof StaffMember>

export const StaffSignedIn = z
  .strictObject({ staff: StaffMember, expires_at: timestamp, token: z.string().optional() })
  .meta({ id: 'StaffSignedIn' })
export type StaffSignedIn = z.infer<typeof StaffSignedIn>

/** The second step of a sign-in to the desk, which nobody is spared: a code, or first of all setting the app up. */
export const StaffSignInPending = z
  .strictObject({
    staff_sign_in_id: id('staff_sign_in'),
    step: z.enum(['totp', 'set_up_totp', 'new_password']).meta({
      description: 'new_password: the first one was chosen by an administrator',
    }),
    totp: shape({ secret: z.string(), otpauth_url: z.string() }).nullable().meta({ description: 'With set_up_totp' }),
    expires_at: timestamp,
  })
  .meta({ id: 'StaffSignInPending' })
export type StaffSignInPending = z.infer<typeof StaffSignInPending>

const email = z.email().max(254)
const staffParams = shape({ staff_id: id('staff') })
const pendingParams = shape({ staff_sign_in_id: id('staff_sign_in') })
const Answer = z.union([StaffSignedIn, StaffSignInPending])

export const StaffSession = z
  .strictObject({
    id: id('session'),
    current: z.boolean(),
    user_agent: z.string(),
    ip: z.string(),
    created_at: timestamp,
    expires_at: timestamp,
  })
  .meta({ id: 'StaffSession' })

export const approvalKinds = ['recovery', 'unfreeze'] as const
export const approvalStatuses = ['pending', 'approved', 'refused', 'expired'] as const

/** Something that two people must want: who asked is never who decides, and the decision is bound to exactly what was asked. */
export const Approval = z
  .strictObject({
    id: id('approval'),
    kind: z.enum(approvalKinds),
    subject_id: z.string().meta({ description: 'Such as the recovery or the customer' }),
    summary: LocalizedText,
    reason: z.string(),
    status: z.enum(approvalStatuses),
    requested_by: shape({ id: id('staff'), name: LocalizedText, badge: z.string() }),
    requested_at: timestamp,
    decided_by: shape({ id: id('staff'), name: LocalizedText, badge: z.string() }).nullable(),
    decided_at: timestamp.nullable(),
    note: z.string().nullable(),
    expires_at: timestamp,
    yours: z.boolean().meta({ description: 'You asked for it, so somebody else decides' }),
  })
  .meta({ id: 'Approval' })
export type Approval = z.infer<typeof Approval>

export const staffRoutes = {
  staffSignIn: route('staffSignIn', {
    summary: 'Sign in to the desk; the second step follows',
    tag: 'desk',
    realms: ['public'],
    rateLimit: 'credential',
    body: shape({
      identifier: z.string().trim().min(3).max(254).meta({ description: 'Work e-mail' }),
      password: z.string().min(1).max(256),
      token,
    }),
    status: 201,
    response: Answer,
    errors: ['CREDENTIALS_WRONG', 'SIGN_IN_PAUSED', 'PASSWORD_SIGN_IN_OFF'],
  }),
  verifyStaffSignIn: route('verifyStaffSignIn', {
    summary: 'The code of the authenticator app, or a recovery code',
    tag: 'desk',
    realms: ['public'],
    rateLimit: 'credential',
    params: pendingParams,
    body: shape({ code: factorCode, token }),
    status: 201,
    response: StaffSignedIn.extend({
      recovery_codes: z
        .array(z.string())
        .optional()
        .meta({ description: 'When the app was set up just now; shown this once' }),
    }),
    errors: ['SIGN_IN_ENDED', 'CODE_WRONG', 'SIGN_IN_PAUSED'],
  }),
  setFirstStaffPassword: route('setFirstStaffPassword', {
    summary: 'Replace the password that an administrator chose; the next step follows',
    tag: 'desk',
    realms: ['public'],
    rateLimit: 'credential',
    params: pendingParams,
    body: shape({ password, token }),
    status: 201,
    response: Answer,
    errors: ['SIGN_IN_ENDED', 'PASSWORD_WEAK'],
  }),
  getStaffSignInOptions: route('getStaffSignInOptions', {
    summary: 'How staff may sign in here',
    tag: 'desk',
    realms: ['public'],
    status: 200,
    response: shape({
      password: z.boolean(),
      single_sign_on: shape({ name: z.string() }).nullable(),
    }),
  }),
  startStaffSingleSignOn: route('startStaffSingleSignOn', {
    summary: 'Begin a sign-in at the identity provider (OpenID Connect, authorization code with PKCE)',
    tag: 'desk',
    realms: ['public'],
    rateLimit: 'credential',
    status: 201,
    response: shape({ staff_sign_in_id: id('staff_sign_in'), authorization_url: z.string() }),
    errors: ['SINGLE_SIGN_ON_OFF', 'SINGLE_SIGN_ON_AWAY'],
  }),
  finishStaffSingleSignOn: route('finishStaffSingleSignOn', {
    summary: 'Finish it with what the provider sent back',
    tag: 'desk',
    realms: ['public'],
    rateLimit: 'credential',
    params: pendingParams,
    body: shape({ callback_url: z.string().max(4000), token }),
    status: 201,
    response: Answer,
    errors: ['SIGN_IN_ENDED', 'SINGLE_SIGN_ON_OFF', 'SINGLE_SIGN_ON_REFUSED', 'SINGLE_SIGN_ON_AWAY', 'STAFF_UNKNOWN'],
  }),
  staffSignOut: route('staffSignOut', {
    summary: 'End this desk session',
    tag: 'desk',
    realms: ['staff'],
    status: 204,
  }),
  getStaffMe: route('getStaffMe', {
    summary: 'The signed-in staff member',
    tag: 'desk',
    realms: ['staff'],
    status: 200,
    response: StaffMember,
  }),
  changeStaffPassword: route('changeStaffPassword', {
    summary: 'Change one’s own password; every other session ends',
    tag: 'desk',
    realms: ['staff'],
    rateLimit: 'credential',
    body: shape({ current_password: z.string().min(1).max(256), password, code: sixDigits.optional() }),
    status: 204,
    errors: ['CREDENTIALS_WRONG', 'PASSWORD_WEAK', 'CODE_WRONG', 'SIGN_IN_PAUSED'],
  }),
  listStaffSessions: route('listStaffSessions', {
    summary: 'Where one is signed in to the desk',
    tag: 'desk',
    realms: ['staff'],
    status: 200,
    response: shape({ items: z.array(StaffSession) }),
  }),
  revokeStaffSession: route('revokeStaffSession', {
    summary: 'End one of one’s own sessions',
    tag: 'desk',
    realms: ['staff'],
    params: shape({ session_id: id('session') }),
    status: 204,
  }),
  createFirstAdmin: route('createFirstAdmin', {
    summary:
      'Make the first administrator with the one-time link printed at start; the authenticator app is set up next',
    tag: 'desk',
    realms: ['public'],
    rateLimit: 'credential',
    body: shape({ setup_token: z.string().min(1).max(200), name: text(40), email, password, token }),
    status: 201,
    response: Answer,
    errors: ['SETUP_DONE', 'SETUP_TOKEN_WRONG', 'PASSWORD_WEAK'],
  }),
  listStaff: route('listStaff', {
    summary: 'Colleagues',
    tag: 'desk',
    realms: ['staff'],
    permission: 'staff.read',
    status: 200,
    response: shape({ items: z.array(StaffMember) }),
  }),
  createStaff: route('createStaff', {
    summary: 'Make a staff account; its owner chooses an own password and sets up the app at the first sign-in',
    tag: 'desk',
    realms: ['staff'],
    permission: 'staff.manage',
    body: shape({
      email,
      name: shape({ zh: text(40), en: text(40) }),
      roles: z.array(z.enum(roles)).min(1).max(roles.length),
      password,
    }),
    status: 201,
    response: StaffMember,
    errors: ['STAFF_EXISTS', 'PASSWORD_WEAK'],
  }),
  updateStaff: route('updateStaff', {
    summary: 'Change roles or name, deactivate (every session ends at once) or reactivate; never one’s own roles',
    tag: 'desk',
    realms: ['staff'],
    permission: 'staff.manage',
    params: staffParams,
    body: shape({
      name: shape({ zh: text(40), en: text(40) }).optional(),
      roles: z.array(z.enum(roles)).min(1).max(roles.length).optional(),
      active: z.boolean().optional(),
    }),
    status: 200,
    response: StaffMember,
    errors: ['STAFF_SELF', 'STAFF_LAST_ADMIN'],
  }),
  resetStaffCredentials: route('resetStaffCredentials', {
    summary:
      'A colleague lost the app or password: both are set anew at the next sign-in, with this first password; their sessions end',
    tag: 'desk',
    realms: ['staff'],
    permission: 'staff.manage',
    params: staffParams,
    body: shape({ password }),
    status: 200,
    response: StaffMember,
    errors: ['STAFF_SELF', 'PASSWORD_WEAK'],
  }),
  listApprovals: route('listApprovals', {
    summary: 'What waits for a second person, the most urgent first, or what was decided',
    tag: 'desk',
    realms: ['staff'],
    permission: 'approvals.read',
    query: shape({ ...pageQuery, status: z.enum(approvalStatuses).default('pending') }),
    status: 200,
    response: page(Approval),
  }),
  decideApproval: route('decideApproval', {
    summary: 'Say yes or no as the second person; yes is carried out in the same transaction',
    tag: 'desk',
    realms: ['staff'],
    permission: 'approvals.read',
    params: shape({ approval_id: id('approval') }),
    body: shape({ decision: z.enum(['approve', 'refuse']), note: text(500, 0).default('') }),
    status: 200,
    response: Approval,
    errors: ['APPROVAL_OWN', 'APPROVAL_LINKED', 'APPROVAL_ENDED', 'APPROVAL_STALE', 'PERMISSION_MISSING'],
  }),
}
