import assert from 'node:assert/strict'
import { it } from 'node:test'
import { sampleMessage } from '#shared/chat/samples.ts'
import { timelineOf } from '#shared/chat/timeline.ts'
import { placeItems } from './group.ts'

const agent = (badge: string) => ({ name: { zh: '林晓', en: 'Lin Xiao' }, badge })
const at = (minute: number, day = 24) => `2026-11-${day}T08:${String(minute).padStart(2, '0')}:00.000Z`

it('messages of one author within minutes stand together, with the name under the last', () => {
  const placed = placeItems(
    timelineOf(
      [
        sampleMessage(1, { created_at: at(1) }),
        sampleMessage(2, { created_at: at(2) }),
        sampleMessage(3, { created_at: at(20) }),
        sampleMessage(4, { created_at: at(21), author: 'staff', agent: agent('T1027') }),
        sampleMessage(5, { created_at: at(22), author: 'staff', agent: agent('T1033') }),
      ],
      [],
    ),
    'T1027',
  )
  assert.deepEqual(
    placed.map(({ joined, last }) => [joined, last]),
    [
      [false, false],
      [true, true],
      [false, true],
      [false, true],
      [false, true],
    ],
  )
})

it('a note never stands together with an answer', () => {
  const placed = placeItems(
    timelineOf(
      [
        sampleMessage(1, { created_at: at(1), author: 'staff', agent: agent('T1027') }),
        sampleMessage(2, { created_at: at(1), author: 'staff', agent: agent('T1027'), kind: 'note' }),
      ],
      [],
    ),
    'T1027',
  )
  assert.equal(placed[1]?.joined, false)
})

it('each day is written once, above its first message', () => {
  const placed = placeItems(
    timelineOf(
      [
        sampleMessage(1, { created_at: at(1, 22) }),
        sampleMessage(2, { created_at: at(2, 22) }),
        sampleMessage(3, { created_at: at(2, 24) }),
      ],
      [],
    ),
    '',
  )
  assert.deepEqual(
    placed.map(({ newDay }) => newDay),
    [true, false, true],
  )
})
