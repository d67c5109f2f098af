import assert from 'node:assert/strict'
import { after, afterEach, before } from 'node:test'
import type { Browser } from 'playwright-core'
import { moveClock } from '../../packages/server/src/platform/index.ts'
import { startTestApp, type TestApp, type TestCustomer } from './app.ts'
import { launchBrowser } from './browser.ts'
import { hands } from './hands.ts'
import { checkAccess, openWindow, picturesWhenFailing, takePicture } from './pages.ts'
import { type Language, wordsOf } from './words.ts'

/**
 * A Topay and a browser for the tests of one file about getting in: windows whose person can read and type, and a clock that moves for the server and for them.
 * Pictures go to artifacts/get-in.
 */
export const useGetIn = () => {
  let app: TestApp
  let browser: Browser
  let travelled = 0
  before(async () => {
    app = await startTestApp()
    browser = await launchBrowser()
  })
  afterEach(() => {
    moveClock(-travelled)
    travelled = 0
  })
  after(async () => {
    await browser.close()
    await app.close()
  })

  /** Moves the server's clock until the end of the test, ms. */
  const travel = (ms: number): void => {
    moveClock(ms)
    travelled += ms
  }

  /** A window with the words of its pages and the hands of its person. */
  const open = async (language: Language, width: number, dark: boolean, folder: string) => {
    const { context, page, problems } = await openWindow(browser, app.url, {
      width,
      height: width < 500 ? 780 : 900,
      language,
      dark,
    })
    await context.addInitScript((value) => localStorage.setItem('topay.language', value), language)
    return {
      page,
      hand: hands(page),
      c: wordsOf('customer', language),
      a: wordsOf('account', language),
      record: async (name: string): Promise<void> => {
        await takePicture(page, `get-in/${folder}`, name)
        await checkAccess(page, `${folder} ${name}`)
      },
      /** Time passes, for the server and in the window. */
      pass: async (ms: number): Promise<void> => {
        travel(ms)
        await page.clock.fastForward(ms)
      },
      walk: async (work: () => Promise<void>): Promise<void> => {
        await picturesWhenFailing({ [`get-in-${folder}`]: page }, work)
        assert.deepEqual(problems, [], 'no page reported a problem')
        await context.close()
      },
    }
  }

  /** No address gets two codes within a minute: the server's clock moves on before another is asked for. */
  const aMinuteLater = () => {
    travel(61_000)
  }

  const enterPassword = async (
    { hand, c }: Pick<Awaited<ReturnType<typeof open>>, 'hand' | 'c'>,
    customer: TestCustomer,
    password: string,
  ): Promise<void> => {
    aMinuteLater()
    await hand.type(c('signIn.identifier'), customer.identifier)
    await hand.type(c('signIn.password'), password)
    await hand.tap(c('signIn.submit'))
  }

  const mailTo = async (identifier: string, pattern: RegExp): Promise<string> => {
    const { items } = await app.anonymous('listDemoOutbox', { query: { to: identifier } })
    const found = items.map(({ body }) => pattern.exec(body)?.[0]).find((match) => match !== undefined)
    assert(found, `no message to ${identifier} has ${pattern}`)
    return found
  }

  return { app: () => app, open, travel, aMinuteLater, enterPassword, mailTo }
}
export type GetInWindow = Awaited<ReturnType<ReturnType<typeof useGetIn>['open']>>

/** Lets the demo fill in the code that was sent. */
export const fillDemoCode = ({ hand, c }: GetInWindow) => hand.tap(c('signUp.demoFill'))

/** The second step of a new device by the code that is sent at once, and in. */
export const confirmDevice = async (window: GetInWindow): Promise<void> => {
  await window.page.getByTestId('second-step').waitFor()
  await fillDemoCode(window)
  await window.hand.tap(window.a('second.submit'))
  await window.page.getByRole('navigation').first().waitFor()
}

/** The code that work was refused with; `none` when it was not. */
export const refusalOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'none',
    (error: { problem?: { code: string } }) => error.problem?.code ?? String(error),
  )
