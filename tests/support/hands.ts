import type { Page } from 'playwright-core'
import { PAYMENT_PASSWORD, type TestApp, type TestCustomer } from './app.ts'

const exact = { exact: true }

/** How a person taps and types on a page; named by what is written there. */
export const hands = (page: Page) => ({
  tap: (name: string) =>
    page
      .getByRole('button', { name, ...exact })
      .or(page.getByRole('link', { name, ...exact }))
      .first()
      .click(),
  type: (label: string, text: string) => page.getByLabel(label, exact).fill(text),
  see: (text: string | RegExp) => page.getByText(text).first().waitFor(),
  heading: (name: string | RegExp) => page.getByRole('heading', { name }).first().waitFor(),
  /** Enters the six digits of the payment password. */
  pin: (digits: string = PAYMENT_PASSWORD) => page.locator('input[type=password]').fill(digits),
})

/** Makes the window one that its customer has signed up on: signing in asks for no second step there. */
export const knowDevice = (app: TestApp, page: Page, customer: TestCustomer): Promise<void> =>
  page.context().addCookies([{ name: 'topay_device', value: customer.device_token, url: app.url, httpOnly: true }])

/** Signs a customer in on a window, as the sign-in page does: with a cookie. */
export const signInWindow = async (app: TestApp, page: Page, customer: TestCustomer): Promise<void> => {
  const { identifier, password } = customer
  await knowDevice(app, page, customer)
  const answer = await page.request.post(`${app.url}/api/v1/sessions`, {
    data: { identifier, password },
    headers: { origin: app.url },
  })
  if (!answer.ok()) throw new Error(`sign-in: ${answer.status()} ${await answer.text()}`)
}
