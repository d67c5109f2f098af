import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import type { Role } from '@topay/contract'
import type { Browser, Page } from 'playwright-core'
import { inTx } from '../../packages/server/src/platform/index.ts'
import { createStaffMember } from '../../packages/server/src/staff/index.ts'
import { startTestApp, STAFF_PASSWORD, type TestApp } from '../support/app.ts'
import { appCode } from '../support/authenticator-app.ts'
import { askForAccount } from '../support/ask-for-account.ts'
import { launchBrowser } from '../support/browser.ts'
import { hands, knowDevice } from '../support/hands.ts'
import { submissionOf, uploadAll } from '../support/identity-documents.ts'
import { checkAccess, openWindow, picturesWhenFailing, takePicture } from '../support/pages.ts'
import { type Language, wordsOf } from '../support/words.ts'

/** The desk and identities: how staff get in, how documents are reviewed, how two people give an account back. */

const OWN_PASSWORD = 'a kestrel above the grey moor'

let app: TestApp
let browser: Browser
before(async () => {
  app = await startTestApp()
  browser = await launchBrowser()
})
after(async () => {
  await browser.close()
  await app.close()
})

type Look = { language: Language; dark: boolean; folder: string }
const looks: Look[] = [
  { language: 'zh-CN', dark: false, folder: 'identity-desk/zh' },
  { language: 'en', dark: true, folder: 'identity-desk/en-dark' },
]

/** A window of one person, with the words of its pages. */
const open = async (look: Look, width: number, height: number) => {
  const { context, page, problems } = await openWindow(browser, app.url, { ...look, width, height })
  await context.addInitScript((value) => localStorage.setItem('topay.language', value), look.language)
  return {
    page,
    hand: hands(page),
    c: wordsOf('customer', look.language),
    a: wordsOf('account', look.language),
    d: wordsOf('desk', look.language),
    s: wordsOf('staff', look.language),
    r: wordsOf('review', look.language),
    record: async (name: string): Promise<void> => {
      await takePicture(page, look.folder, name)
      await checkAccess(page, `${look.folder} ${name}`)
    },
    close: async (): Promise<void> => {
      assert.deepEqual(problems, [], 'no page reported a problem')
      await context.close()
    },
  }
}
type Window = Awaited<ReturnType<typeof open>>
const openDesk = (look: Look) => open(look, 1440, 900)

const hire = async (roles: Role[]): Promise<string> => {
  const email = `${randomUUID()}@staff.example.com`
  const name = { zh: '周可', en: 'Zhou Ke' }
  const doer = { kind: 'system', id: 'test' } as const
  await inTx(app.db, (tx) =>
    createStaffMember(tx, { email, name, roles, password: STAFF_PASSWORD, must_change_password: true, doer }),
  )
  return email
}

const enterPassword = async ({ hand, d }: Window, email: string, password: string): Promise<void> => {
  await hand.type(d('signIn.identifier'), email)
  await hand.type(d('signIn.password'), password)
  await hand.tap(d('signIn.action'))
}

/** The first sign-in of a colleague: an own password, the app, the codes; answers the codes. */
const firstSignIn = async (window: Window, email: string, record: Window['record']): Promise<string[]> => {
  const { page, hand, s } = window
  await enterPassword(window, email, STAFF_PASSWORD)
  await hand.heading(s('first.title'))
  await hand.type(s('first.password'), OWN_PASSWORD)
  await hand.type(s('first.repeat'), `${OWN_PASSWORD}s`)
  await hand.tap(s('first.action'))
  await hand.see(s('first.differs'))
  await record('sign-in-1-password')
  await hand.type(s('first.repeat'), OWN_PASSWORD)
  await hand.tap(s('first.action'))
  await hand.heading(s('app.title'))
  const secret = (await page.getByTestId('totp-secret').innerText()).replaceAll(/\s/g, '')
  assert.match((await page.locator('[data-qr]').getAttribute('data-qr')) ?? '', new RegExp(`secret=${secret}`))
  await record('sign-in-2-app')
  await hand.type(s('app.code'), appCode(secret))
  await hand.tap(s('app.action'))
  await hand.heading(s('codes.title'))
  await record('sign-in-3-codes')
  const codes = await page.getByTestId('recovery-codes').getByRole('listitem').allInnerTexts()
  await page.getByLabel(s('codes.kept')).check()
  await hand.tap(s('codes.action'))
  await page.getByRole('navigation').first().waitFor()
  return codes
}

const signOut = async ({ page, d }: Window): Promise<void> => {
  await page.getByRole('button', { name: d('account.label').split(/[,，]/).at(-1)?.trim() ?? '' }).click()
  await page.getByRole('menuitem', { name: d('account.signOut') }).click()
  await page.waitForURL(/\/desk\/sign-in/)
}

for (const look of looks) {
  test(`a colleague chooses a password, sets the app up, and comes back with a recovery code (${look.folder})`, async () => {
    const window = await openDesk(look)
    const { page, hand, s, d, record } = window
    const email = await hire(['agent', 'identity_reviewer'])
    await picturesWhenFailing({ 'identity-desk-sign-in': page }, async () => {
      await page.goto('/desk/')
      const codes = await firstSignIn(window, email, record)
      await hand.heading(d('inbox.title'))
      await signOut(window)
      await enterPassword(window, email, OWN_PASSWORD)
      await hand.heading(s('code.title'))
      await hand.type(s('code.label'), '000000')
      await hand.tap(s('code.action'))
      await page.getByRole('alert').filter({ hasText: /./ }).waitFor()
      await record('sign-in-4-wrong')
      await hand.tap(s('code.useRecovery'))
      await hand.heading(s('code.recoveryTitle'))
      await hand.type(s('code.recovery'), codes[0] ?? '')
      await record('sign-in-5-recovery')
      await page.keyboard.press('Enter')
      await hand.heading(d('inbox.title'))
    })
    await window.close()
  })
}

const enterDesk = async (window: Window, roles: Role[]): Promise<void> => {
  const colleague = await app.signInStaff(roles)
  await window.page.goto('/desk/')
  await enterPassword(window, colleague.email, colleague.password)
  await window.page.getByRole('navigation').first().waitFor()
}

/** Waits until the watermarked picture is really there. */
const seePicture = async (page: Page): Promise<void> => {
  await page.getByTestId('identity-picture').waitFor()
  const width = await page.evaluate(
    `(() => { const picture = document.querySelector('[data-testid=identity-picture]'); return picture.decode().then(() => picture.naturalWidth) })()`,
  )
  assert.ok(Number(width) > 300, 'the picture is there')
}

let people = 500
for (const look of looks) {
  test(`a verification is taken, looked at and passed, by keyboard where there is a key (${look.folder})`, async () => {
    const window = await openDesk(look)
    const { page, hand, r, record } = window
    people += 1
    const customer = await app.signUp()
    await uploadAll(customer.api, 'uploadIdentityDocument', ['document_front', 'document_back'], people)
    await customer.api('submitVerification', { body: submissionOf(people) })
    await picturesWhenFailing({ 'identity-desk-verification': page }, async () => {
      await enterDesk(window, ['identity_reviewer'])
      await page.getByRole('link', { name: r('rail') }).click()
      await hand.heading(r('title'))
      await page.getByRole('listitem').first().waitFor()
      await record('verification-1-queue')
      await page
        .getByRole('list', { name: r('tab.verifications') })
        .getByRole('link')
        .last()
        .click()
      await hand.see(r('locked'))
      assert.equal(await page.getByTestId('identity-picture').count(), 0, 'no picture before it is taken')
      await record('verification-2-locked')
      await page.keyboard.press('a')
      await seePicture(page)
      await record('verification-3-pictures')
      await hand.tap(r('following'))
      await seePicture(page)
      await hand.tap(r('askMore'))
      await hand.see(r('needReason'))
      await hand.tap(r('pass', { level: 2 }))
      await hand.see(r('closed'))
      await record('verification-4-passed')
      assert.equal((await customer.api('getVerification', {})).verification_class, 2)
    })
    await window.close()
  })
}

for (const look of looks) {
  test(`an account is given back when two colleagues agree (${look.folder})`, async () => {
    const phone = await open(look, 390, 844)
    const [first, second] = [await openDesk(look), await openDesk(look)]
    const { r } = first
    const customer = await app.signUp()
    const pages = { 'unlock-phone': phone.page, 'unlock-first': first.page, 'unlock-second': second.page }
    await picturesWhenFailing(pages, async () => {
      await knowDevice(app, phone.page, customer)
      people += 1
      await askForAccount(phone, customer.identifier, people)
      await enterDesk(first, ['identity_reviewer'])
      await first.page.goto('/desk/identity/recoveries')
      await first.page
        .getByRole('list', { name: r('tab.recoveries') })
        .getByRole('link')
        .last()
        .click()
      await first.hand.see(r('locked'))
      await first.page.keyboard.press('a')
      await seePicture(first.page)
      await first.record('recovery-1-first')
      await first.hand.tap(r('reject'))
      await first.hand.see(r('needMessage'))
      await first.hand.tap(r('propose'))
      await first.hand.see(r('yoursWaits'))
      await first.record('recovery-2-proposed')
      await first.page.goto('/desk/identity/approvals')
      await first.hand.see(r('yoursWaits'))
      assert.equal(await first.page.getByRole('button', { name: r('approve') }).count(), 0, 'not by who asked')
      await first.record('approvals-yours')

      await enterDesk(second, ['identity_reviewer'])
      await second.page.goto('/desk/identity/approvals')
      await second.page
        .getByRole('link', { name: r('open') })
        .last()
        .click()
      await second.hand.tap(r('takeSecond'))
      await seePicture(second.page)
      await second.hand.type(r('note'), 'Same person on both pictures.')
      await second.record('recovery-3-second')
      await second.hand.tap(r('approveRecovery'))
      await second.hand.see(r('closed'))
      await second.record('recovery-4-given-back')
      await phone.page.reload()
      await phone.hand.heading(phone.a('recovery.verdict.approved'))
      await phone.record('recovery-5-phone')
    })
    for (const window of [phone, first, second]) await window.close()
  })
}

for (const look of looks) {
  test(`an administrator changes roles, resets and lets go; everybody sees their own sessions (${look.folder})`, async () => {
    const window = await openDesk(look)
    const { page, hand, s, d, record } = window
    const colleague = await app.signInStaff(['agent'])
    const named = look.language === 'en' ? 'Lin Xiao' : '林晓'
    await picturesWhenFailing({ 'identity-desk-team': page }, async () => {
      const admin = await app.signInStaff(['admin'])
      await page.goto('/desk/')
      await enterPassword(window, admin.email, admin.password)
      await hand.heading(d('team.title'))
      const row = page.getByRole('listitem').filter({ hasText: colleague.email })
      await row.getByText(s('team.appDemo')).waitFor()
      await record('team-1')
      const act = async (action: string): Promise<void> => {
        await row.getByRole('button', { name: s('team.more', { name: named }) }).click()
        await page.getByRole('menuitem', { name: action, exact: true }).click()
      }
      await act(s('team.roles'))
      await page.getByRole('dialog').getByLabel(d('role.supervisor')).check()
      await record('team-2-roles')
      await hand.tap(s('team.saveRoles'))
      await row.getByText(d('role.supervisor')).waitFor()
      await act(s('team.reset'))
      await hand.type(d('team.password'), OWN_PASSWORD)
      await record('team-3-reset')
      await page
        .getByRole('dialog')
        .getByRole('button', { name: s('team.resetAction'), exact: true })
        .click()
      await hand.see(s('team.resetDone', { name: named }))
      await assert.rejects(colleague.api('getStaffMe', {}), 'their sessions have ended')
      await act(s('team.deactivate'))
      await record('team-4-deactivate')
      await hand.tap(s('team.deactivateAction', { name: named }))
      await row.getByText(d('team.inactive')).waitFor()

      await page.goto('/desk/account')
      await hand.see(s('account.thisOne'))
      await record('account-1')
      await page.getByRole('button', { name: s('account.endOf', { name: s('account.unknown') }) }).click()
      await hand.see(s('account.ended'))
      await assert.rejects(admin.api('getStaffMe', {}), 'the other session has ended')
    })
    await window.close()
  })

  test(`an agent freezes the account of a case; the standing shows it, and undoing it is asked of a second person (${look.folder})`, async () => {
    const window = await openDesk(look)
    const { page, hand, r, record } = window
    const customer = await app.signUp()
    const opened = await customer.api('openCase', { body: { topic: 'security', text: '我的手机丢了' } })
    await picturesWhenFailing({ 'identity-desk-freeze': page }, async () => {
      await enterDesk(window, ['supervisor'])
      await page.goto(`/desk/inbox/unassigned/${opened.id}`)
      await hand.heading(r('standing.title'))
      assert.equal(await page.getByRole('button', { name: r('actions.freeze') }).count(), 0, 'only in hand')
      await page.keyboard.press('a')
      await hand.tap(r('actions.freeze'))
      await hand.type(r('actions.freezeReason'), '客户来电说手机丢了')
      await record('panel-1-freeze')
      await hand.tap(r('actions.freezeGo'))
      await hand.see(r('actions.freezeDone'))
      await hand.tap(r('actions.unfreeze'))
      await hand.type(r('actions.unfreezeReason'), '已视频核实本人')
      await hand.tap(r('actions.unfreezeGo'))
      await hand.see(r('actions.unfreezeDone'))
      await record('panel-2-frozen')
      await assert.rejects(customer.api('getMe', {}), 'every session of the customer has ended')
      await page.goto('/desk/inbox/all')
      await page
        .getByRole('link')
        .filter({ hasText: r('urgent') })
        .first()
        .waitFor()
      await record('inbox-urgent')
    })
    await window.close()
  })
}
