import { type ErrorCode, errors, type ErrorRow, type Locale, type Problem } from '@topay/contract'
import type { FastifyError, FastifyRequest } from 'fastify'
import { AppError, type FieldError } from '../app-error.ts'
import { isBadValue, isUnavailable } from '../database/database.ts'
import { fieldErrors, InputError } from './validate.ts'

/** The language of an answer: the first of Accept-Language that we speak, else Chinese. */
export const localeOf = (request: FastifyRequest): Locale => {
  for (const part of (request.headers['accept-language'] ?? '').split(',')) {
    const tag = part.trim().toLowerCase()
    if (tag.startsWith('zh')) return 'zh-CN'
    if (tag.startsWith('en')) return 'en'
  }
  return 'zh-CN'
}

/** RFC 9457 problem document of a code, in the language of the request. */
export const problemOf = (
  code: ErrorCode,
  request: { id: string; locale: Locale },
  details: { fields?: FieldError[] | undefined; retryAt?: string | undefined } = {},
): Problem => {
  const row: ErrorRow = errors[code]
  const chinese = request.locale === 'zh-CN'
  return {
    type: `https://topay.dev/errors/${code}`,
    title: chinese ? row.zh : row.en,
    status: row.status,
    code,
    detail: chinese ? row.zhNext : row.enNext,
    ...(details.fields && { fields: details.fields }),
    retryable: row.retryable,
    request_id: request.id,
    ...(details.retryAt && { retry_at: details.retryAt }),
  }
}

/** Sorts any error into the registry: our own refusals, wrong input, Fastify's own complaints, an absent database, and what nobody expected. */
export const classify = (
  error: FastifyError | Error,
  locale: Locale,
): { code: ErrorCode; fields?: FieldError[] | undefined; retryAt?: string | undefined } => {
  if (error instanceof InputError) return { code: 'INPUT_INVALID', fields: fieldErrors(error.issues, locale) }
  if (error instanceof AppError) return { code: error.code, fields: error.fields, retryAt: error.retryAt }
  if (isUnavailable(error)) return { code: 'UNAVAILABLE' }
  if (isBadValue(error)) return { code: 'INPUT_INVALID' }
  const status = 'statusCode' in error ? error.statusCode : undefined
  if (status === 413) return { code: 'BODY_TOO_LARGE' }
  if (status === 415) return { code: 'MEDIA_UNSUPPORTED' }
  if (status === 429) return { code: 'RATE_LIMITED' }
  if (status === 404) return { code: 'NOT_FOUND' }
  if (status === 503) return { code: 'UNAVAILABLE' }
  if (status !== undefined && status >= 400 && status < 500) return { code: 'BODY_MALFORMED' }
  return { code: 'INTERNAL' }
}
