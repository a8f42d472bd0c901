import { describe, expect, test } from 'vitest'
import {
  arrived,
  awaiting,
  currentOf,
  type Rendering,
  refused,
  type View,
} from '../../../playground/page/rendering.ts'

const rendering = (target: string, began: number): Rendering => ({
  target,
  url: `${target}&token=x`,
  objectUrl: `blob:${target}`,
  blob: new Blob([target]),
  type: 'image/webp',
  headers: new Headers(),
  size: undefined,
  info: {},
  plan: undefined,
  began,
  elapsed: 1,
})

const PROBLEM = { status: 404, code: 'not-found', title: 'No such image' } as const

const first: View = { state: 'loading', target: '/a?width=1', last: undefined }
const shown = arrived(first, rendering('/a?width=1', 1))

describe('the result of the page', () => {
  test('is shown with the facts of its own answer', () => {
    expect(shown).toMatchObject({ state: 'shown', target: '/a?width=1', last: { target: '/a?width=1' } })
    expect(currentOf(shown)?.url).toBe('/a?width=1&token=x')
  })

  test('is not the last rendering while the next one loads', () => {
    const view = awaiting(shown, '/b')
    expect(view).toMatchObject({ state: 'loading', target: '/b', last: { target: '/a?width=1' } })
    expect(currentOf(view)).toBeUndefined()
  })

  test('is a problem after a refusal, and keeps the last rendering apart', () => {
    const view = refused(awaiting(shown, '/b'), '/b', PROBLEM)
    expect(view).toMatchObject({
      state: 'refused',
      target: '/b',
      problem: PROBLEM,
      last: { target: '/a?width=1' },
    })
    expect(currentOf(view)).toBeUndefined()
  })

  test('is not changed by the refusal of an earlier target', () => {
    const view = awaiting(shown, '/b')
    expect(refused(view, '/old', PROBLEM)).toBe(view)
  })

  test('shows an earlier answer during a drag, and still waits', () => {
    const view = arrived(awaiting(shown, '/a?width=3'), rendering('/a?width=2', 2))
    expect(view).toMatchObject({ state: 'loading', target: '/a?width=3', last: { target: '/a?width=2' } })
  })

  test('is not replaced by a slow answer for an earlier target', () => {
    const view = arrived(awaiting(shown, '/b'), rendering('/b', 5))
    expect(arrived(view, rendering('/a?width=2', 4))).toBe(view)
    expect(arrived(awaiting(view, '/c'), rendering('/a?width=2', 4)).last?.target).toBe('/b')
  })

  test('is not replaced by a slow answer for the same target', () => {
    const view = arrived(awaiting(shown, '/b'), rendering('/b', 5))
    expect(arrived(view, rendering('/b', 4))).toBe(view)
  })

  test('is a problem although an earlier answer arrives later', () => {
    const view = refused(awaiting(shown, '/b'), '/b', PROBLEM)
    expect(arrived(view, rendering('/a?width=2', 4))).toBe(view)
  })
})
