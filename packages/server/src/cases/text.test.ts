import assert from 'node:assert/strict'
import { test } from 'node:test'
import { subjectOf } from './text.ts'

test('a subject is the first words on one line, cut between characters as people see them', () => {
  assert.equal(subjectOf('  钱呢\n\n在哪  '), '钱呢 在哪')
  const families = '👨‍👩‍👧'.repeat(70)
  assert.equal(subjectOf(families), `${'👨‍👩‍👧'.repeat(59)}…`)
  assert.equal(subjectOf('字'.repeat(60)), '字'.repeat(60))
  assert.equal(subjectOf(''), '')
})
