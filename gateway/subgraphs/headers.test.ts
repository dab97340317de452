import { expect, test } from 'vitest'
import { type Viewer, verifyViewer } from '#lib/identity.ts'
import { createViewerHeader } from './headers.ts'

const SECRET = 'a secret to sign with'
const viewer = (id: string) => ({ id, role: 'CUSTOMER', email: 'ann@example.org', sessionId: 's' }) as Viewer

test('a viewer is signed once in 20 seconds, and the header is valid for 40 more', () => {
  const headerOf = createViewerHeader(SECRET)
  const ann = viewer('ann')
  const first = headerOf(ann, 0)
  expect(headerOf(ann, 19_999)).toBe(first)
  expect(verifyViewer(SECRET, first, 59_999)).toEqual({ viewer: ann })
  const second = headerOf(ann, 20_000)
  expect(second).not.toBe(first)
  expect(verifyViewer(SECRET, second, 79_999)).toEqual({ viewer: ann })
})

test('nobody gets the header of another', () => {
  const headerOf = createViewerHeader(SECRET)
  const said = [viewer('ann'), viewer('bob'), null].map((each) => verifyViewer(SECRET, headerOf(each, 0), 1))
  expect(said).toEqual([{ viewer: viewer('ann') }, { viewer: viewer('bob') }, { viewer: null }])
})
