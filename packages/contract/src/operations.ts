/**
 * Every operation's method and path. Kept apart from the schemas so that a browser's client carries this table and no validator.
 * `operationId`s and paths are public: programs rely on them.
 */
export const operations = {
  // sign-up, session, own account
  startSignUp: ['POST', '/sign-ups'],
  confirmSignUp: ['POST', '/sign-ups/{sign_up_id}/confirmation'],
  signIn: ['POST', '/sessions'],
  signOut: ['DELETE', '/sessions/current'],
  getMe: ['GET', '/me'],
  updateMe: ['PATCH', '/me'],
  setPaymentPassword: ['PUT', '/me/payment-password'],
  // wallet
  getWallet: ['GET', '/wallet'],
  addCard: ['POST', '/cards'],
  removeCard: ['DELETE', '/cards/{card_id}'],
  topUp: ['POST', '/top-ups'],
  getTopUp: ['GET', '/top-ups/{top_up_id}'],
  listTransactions: ['GET', '/transactions'],
  // payments
  listMerchants: ['GET', '/merchants'],
  createOrder: ['POST', '/orders'],
  getOrder: ['GET', '/orders/{order_id}'],
  payOrder: ['POST', '/orders/{order_id}/payments'],
  getPayment: ['GET', '/payments/{payment_id}'],
  diagnosePayment: ['GET', '/payments/{payment_id}/diagnosis'],
  // support, as a customer
  openCase: ['POST', '/cases'],
  listMyCases: ['GET', '/cases'],
  getMyCase: ['GET', '/cases/{case_id}'],
  listMessages: ['GET', '/cases/{case_id}/messages'],
  sendMessage: ['POST', '/cases/{case_id}/messages'],
  markMessages: ['POST', '/cases/{case_id}/receipts'],
  rateCase: ['POST', '/cases/{case_id}/rating'],
  uploadFile: ['POST', '/files'],
  downloadFile: ['GET', '/files/{file_id}'],
  // support, as staff
  staffSignIn: ['POST', '/desk/sessions'],
  staffSignOut: ['DELETE', '/desk/sessions/current'],
  getStaffMe: ['GET', '/desk/me'],
  createFirstAdmin: ['POST', '/desk/setup'],
  listStaff: ['GET', '/desk/staff'],
  createStaff: ['POST', '/desk/staff'],
  listCases: ['GET', '/desk/cases'],
  getCase: ['GET', '/desk/cases/{case_id}'],
  getCasePanel: ['GET', '/desk/cases/{case_id}/panel'],
  listCaseMessages: ['GET', '/desk/cases/{case_id}/messages'],
  assignCase: ['POST', '/desk/cases/{case_id}/assignment'],
  replyToCase: ['POST', '/desk/cases/{case_id}/replies'],
  addNote: ['POST', '/desk/cases/{case_id}/notes'],
  markCaseMessages: ['POST', '/desk/cases/{case_id}/receipts'],
  setCaseStatus: ['POST', '/desk/cases/{case_id}/status'],
  closeCase: ['POST', '/desk/cases/{case_id}/closure'],
  downloadCaseFile: ['GET', '/desk/cases/{case_id}/files/{file_id}'],
  // demo mode only
  listDemoOutbox: ['GET', '/demo/outbox'],
} as const satisfies Record<string, readonly [method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string]>

export type OperationId = keyof typeof operations
export const apiPrefix = '/api/v1'
