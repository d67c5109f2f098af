import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startTestApp, type TestApp } from '../../support/app.ts'
import { ask, doorNames, forget, kinds, unknown } from '../../support/doors.ts'

let app: TestApp
before(async () => {
  app = await startTestApp()
})
after(() => app.close())

for (const kind of kinds) {
  for (const door of doorNames) {
    test(`${door} by ${kind} answers the same, word for word and header for header, whether or not there is an account`, async () => {
      const [mine, nobodys] = [(await app.signUp('陈思远', unknown[kind]())).identifier, unknown[kind]()]
      await forget(app)
      // Until it is refused, and after that: the refusals are to be the same too.
      for (let i = 0; i < 7; i++) {
        const [a, b] = [await ask(app, door, mine), await ask(app, door, nobodys)]
        assert.deepEqual(a.seen, b.seen, `try ${i + 1}`)
      }
    })
  }
}
