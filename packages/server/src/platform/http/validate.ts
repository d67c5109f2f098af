import type { Locale } from '@topay/contract'
import type { FastifySchemaCompiler } from 'fastify'
import { z } from 'zod'
import { AppError, type FieldError } from '../app-error.ts'

/** Wrong input as the schema found it; worded when the answer is written, in the language of the request. */
export class InputError extends AppError {
  readonly issues: z.core.$ZodIssue[]
  constructor(issues: z.core.$ZodIssue[]) {
    super('INPUT_INVALID')
    this.issues = issues
  }
}

/** Validates params, query and body by the contract's schemas. */
export const validatorCompiler: FastifySchemaCompiler<z.ZodType> =
  ({ schema }) =>
  (data) => {
    const result = schema.safeParse(data, { reportInput: true })
    return result.success ? { value: result.data } : { error: new InputError(result.error.issues) }
  }

const wording = { 'zh-CN': z.locales.zhCN().localeError, en: z.locales.en().localeError }

/** The fields that were wrong and why, in the reader's language. Values are not repeated: they may be secrets. */
export const fieldErrors = (issues: z.core.$ZodIssue[], locale: Locale): FieldError[] =>
  issues.slice(0, 20).map((issue) => {
    const path = issue.path.join('.')
    if (issue.code === 'custom') {
      const chinese: unknown = issue.params?.zh
      return { path, message: locale === 'zh-CN' && typeof chinese === 'string' ? chinese : issue.message }
    }
    const worded = wording[locale](issue as z.core.$ZodRawIssue)
    return { path, message: (typeof worded === 'string' ? worded : worded?.message) ?? issue.message }
  })
