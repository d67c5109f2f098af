import { z } from 'zod'
import { DAY, definePolicy, HOUR } from '../platform/index.ts'

const count = (standard: number) => z.int().min(1).default(standard)
const ms = (standard: number) => z.int().min(1).default(standard)
const shade = (standard: number) => z.number().min(0).max(255).default(standard)

export const documentPolicy = definePolicy(
  'identity.documents',
  z.strictObject({
    /** Pictures that somebody may upload in 24 hours, replaced ones too. */
    uploads_per_day: count(40),
    /** More than this is not decoded at all. */
    max_pixels: count(50_000_000),
    /** Longer sides are scaled down to this before the picture is kept. */
    kept_side_px: count(3_000),
    /** Below these the print of a document cannot be read. */
    min_long_side_px: count(640),
    min_short_side_px: count(400),
    /** Mean brightness, 0 black to 255 white; a bright page with print on it has contrast and is no problem. */
    dark_below: shade(45),
    bright_above: shade(225),
    bright_contrast_below: shade(28),
    /** Variance of the Laplacian at 640 px: sharp edges make it large. */
    blurred_below: z.number().min(0).default(45),
    /** Two pictures that differ in fewer of 256 places are the same one, scaled or saved anew. */
    same_look_bits: z.int().min(0).max(128).default(24),
    /** Pictures that were never sent in, and those of decided requests, are deleted after this. */
    keep_unsent_ms: ms(7 * DAY),
    keep_decided_ms: ms(90 * DAY),
  }),
)

export const reviewPolicy = definePolicy(
  'identity.reviews',
  z.strictObject({
    /** By when a submission is answered. */
    answer_within_ms: ms(DAY),
    /** A colleague may take over what somebody took and did not decide for this long. */
    take_over_after_ms: ms(2 * HOUR),
    minimum_age: count(18),
    /** A passed document may be replaced, and its owner is told, this long before it expires. */
    renew_before_ms: ms(30 * DAY),
    /** What more was asked for and not sent ends after this. */
    more_within_ms: ms(30 * DAY),
  }),
)

export const recoveryPolicy = definePolicy(
  'identity.recoveries',
  z.strictObject({
    /** By when two people have decided. */
    answer_within_ms: ms(DAY),
    take_over_after_ms: ms(2 * HOUR),
    code_tries: count(5),
    /** How long the proof of the address lets the applicant look. */
    session_ms: ms(7 * DAY),
    /** A request that was never sent, and one that was not completed as asked, end after this. */
    draft_ms: ms(7 * DAY),
    more_within_ms: ms(14 * DAY),
    /** How long the second person has; after that the first one proposes anew. */
    second_person_ms: ms(DAY),
  }),
)
