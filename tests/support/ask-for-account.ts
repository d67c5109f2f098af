import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'
import type { hands } from './hands.ts'
import { samplePicture } from './pictures.ts'
import type { wordsOf } from './words.ts'

type Words = ReturnType<typeof wordsOf>
type Window = { page: Page; hand: ReturnType<typeof hands>; a: Words; c: Words }

/** Asks for an account back in the window of somebody who gets no code any more. `seed`: which pictures are sent. */
export const askForAccount = async (phone: Window, identifier: string, seed: number): Promise<void> => {
  const { page, hand, a, c } = phone
  const picture = async (kind: string, look: number): Promise<void> => {
    const buffer = await samplePicture({ title: kind, seed: look })
    const answered = page.waitForResponse((response) => response.url().includes('/recovery/documents'))
    const file = { name: `${kind}.jpg`, mimeType: 'image/jpeg', buffer }
    await page.getByTestId(`picture-${kind}`).last().setInputFiles(file)
    await answered
  }
  await page.goto('/reset')
  await hand.type(c('signIn.identifier'), identifier)
  await hand.tap(a('reset.noAddress'))
  await hand.type(a('recovery.contact'), `${randomUUID()}@example.com`)
  await hand.tap(a('recovery.send'))
  await hand.tap(c('signUp.demoFill'))
  await hand.tap(a('recovery.next'))
  await hand.heading(a('recovery.accountTitle'))
  await hand.tap(a('recovery.next'))
  await hand.type(a('recovery.legalName'), '陈思远')
  await hand.type(a('recovery.documentNumber'), '110101199003074514')
  await hand.tap(a('recovery.next'))
  await picture('document_front', seed * 10)
  await picture('document_back', seed * 10 + 1)
  await picture('selfie', seed * 10 + 2)
  await hand.tap(a('recovery.next'))
  await hand.heading(a('recovery.reviewTitle'))
  await hand.tap(a('recovery.submit'))
  await hand.see(a('recovery.status.in_review'))
}
