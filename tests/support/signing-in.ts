import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { ApiError, apiPrefix, type ErrorCode, operations, type Output, type SignInPending } from '@topay/contract'
import type { TestApp, TestCustomer } from './app.ts'

/** Whether a request was refused with a code. */
export const refused = (code: ErrorCode) => (error: unknown) => error instanceof ApiError && error.problem.code === code

/** How something ended: `ok`, or the code of the refusal. */
export const outcome = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work
    return 'ok'
  } catch (error) {
    if (error instanceof ApiError) return error.problem.code
    throw error
  }
}

/** The second step that a sign-in wants. */
export const pendingIn = (answer: Output<'signIn'>): SignInPending => {
  assert('sign_in_id' in answer, 'the sign-in wants no second step')
  return answer
}

/** Ways into a world by program; `device_token` names the device, as a cookie does for a browser. */
export const waysIn = (app: TestApp) => {
  const lastTo = async (to: string) => (await app.anonymous('listDemoOutbox', { query: { to } })).items
  const codeTo = async (to: string): Promise<string> => (await lastTo(to)).find(({ code }) => code !== null)?.code ?? ''
  const signIn = (customer: { identifier: string; password: string }, device_token?: string) =>
    app.anonymous('signIn', {
      body: { identifier: customer.identifier, password: customer.password, token: true, device_token },
    })
  return {
    lastTo,
    codeTo,
    signIn,
    wrong: (identifier: string, device_token?: string) =>
      outcome(signIn({ identifier, password: 'wrong horse battery' }, device_token)),
    /** Signs in on a new device, with the code that goes to the customer's e-mail address. */
    signInByCode: async (customer: TestCustomer, remember_device = true) => {
      const { sign_in_id } = pendingIn(await signIn(customer))
      await app.anonymous('sendSecondFactorCode', { params: { sign_in_id }, body: { method: 'email' } })
      return app.anonymous('verifySecondFactor', {
        params: { sign_in_id },
        body: { proof: { method: 'email', code: await codeTo(customer.identifier) }, remember_device, token: true },
      })
    },
    /** The secret in the link of the newest message of a kind. */
    linkTo: async (to: string, template: string): Promise<string> => {
      const message = (await lastTo(to)).find((one) => one.template === template)
      return /\/not-me\/([\w-]+)/.exec(message?.body ?? '')?.[1] ?? assert.fail(`no message ${template}`)
    },
  }
}

/** The jobs run beside the requests. */
export const eventually = async <T>(read: () => Promise<T | undefined>): Promise<T> => {
  const end = Date.now() + 20_000
  for (;;) {
    const value = await read()
    if (value !== undefined) return value
    assert.ok(Date.now() < end, 'it never happened')
    await pause(50)
  }
}

/** A browser: what it was told to keep, it sends back. */
export const openBrowser = (url: string) => {
  const jar = new Map<string, string>()
  return {
    jar,
    call: async (operation: 'signIn' | 'getMe' | 'getWallet' | 'unlockSession', body?: unknown) => {
      const [method, path] = operations[operation]
      const response = await fetch(`${url}${apiPrefix}${path}`, {
        method,
        headers: {
          cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      for (const cookie of response.headers.getSetCookie()) {
        const [pair = ''] = cookie.split(';')
        jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
      }
      const answer = (response.status === 204 ? {} : await response.json()) as Record<string, unknown>
      return { status: response.status, code: answer.code, answer }
    },
  }
}
