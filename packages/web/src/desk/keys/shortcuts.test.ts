import assert from 'node:assert/strict'
import { it } from 'node:test'
import { isCharacterKey, keyNameOf } from './shortcuts.ts'

const press = (key: string, more = {}) =>
  keyNameOf({ key, ctrlKey: false, metaKey: false, altKey: false, isComposing: false, ...more })

it('keys are the same in capitals, and Cmd is Ctrl', () => {
  assert.equal(press('J'), 'j')
  assert.equal(press('k', { metaKey: true }), 'mod+k')
  assert.equal(press('k', { ctrlKey: true }), 'mod+k')
})

it('keys of the browser and of input methods are left alone', () => {
  assert.equal(press('r', { ctrlKey: true }), null)
  assert.equal(press('j', { altKey: true }), null)
  assert.equal(press('j', { isComposing: true }), null)
  assert.equal(press('Enter'), null)
})

it('only single characters can be switched off', () => {
  assert.equal(isCharacterKey('j'), true)
  assert.equal(isCharacterKey('mod+k'), false)
  assert.equal(isCharacterKey('Escape'), false)
})
