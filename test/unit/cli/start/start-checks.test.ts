import { describe, expect, test } from 'vitest'
import { assertWritable } from '../../../../cli/start/start-checks.ts'
import { failure } from '../../../support/process/failure.ts'
import { makeProject } from '../../../support/project/project.ts'

describe('assertWritable', () => {
  const failing = (code: string) => () => Promise.reject(Object.assign(new Error(code), { code }))

  test('accepts a folder that can be written', async () => {
    await expect(assertWritable(await makeProject({}))).resolves.toBeUndefined()
  })

  test.each(['EACCES', 'EROFS'])('refuses a folder whose check answers %s', async (code) => {
    await expect(assertWritable('/project', failing(code))).rejects.toThrow(
      failure(
        'bad-parameter',
        `/project cannot be written (${code}): the local server keeps its key, its bucket and generated files there; start it in a copy of the folder`,
      ),
    )
  })
})
