import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createIdle, IDLE_AFTER } from './create-idle.ts'

const world = () => {
  const stored = new Map<string, string>()
  let now = 1_000_000
  const outside = {
    now: () => now,
    read: (key: string) => stored.get(key) ?? null,
    write: (key: string, value: string) => void stored.set(key, value),
  }
  return { window: () => createIdle(outside), pass: (ms: number) => void (now += ms) }
}

test('money is hidden after a quarter of an hour without a touch, and not before', () => {
  const { window, pass } = world()
  const idle = window()
  idle.unlock()
  pass(IDLE_AFTER - 1)
  idle.look()
  assert.equal(idle.isLocked(), false)
  pass(1)
  idle.look()
  assert.equal(idle.isLocked(), true)
})

test('a touch does not open what is hidden; the payment password does', () => {
  const { window, pass } = world()
  const idle = window()
  idle.unlock()
  pass(IDLE_AFTER)
  idle.look()
  idle.touch()
  idle.look()
  assert.equal(idle.isLocked(), true)
  idle.unlock()
  idle.look()
  assert.equal(idle.isLocked(), false)
})

test('using one window keeps the others open', () => {
  const { window, pass } = world()
  const [used, lying] = [window(), window()]
  used.unlock()
  pass(IDLE_AFTER - 60_000)
  used.touch()
  pass(60_000)
  lying.look()
  assert.equal(lying.isLocked(), false)
})

test('a reload opens nothing', () => {
  const { window, pass } = world()
  window().unlock()
  pass(IDLE_AFTER)
  const reloaded = window()
  reloaded.look()
  assert.equal(reloaded.isLocked(), true)
})

test('what the server says counts at once, and listeners hear of each change once', () => {
  const idle = world().window()
  let heard = 0
  idle.subscribe(() => heard++)
  idle.lock()
  idle.lock()
  assert.equal(idle.isLocked(), true)
  idle.unlock()
  assert.equal(heard, 2)
})
