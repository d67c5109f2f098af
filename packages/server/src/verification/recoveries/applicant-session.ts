import { type ApplicantActor, type Db, sha256 } from '../../platform/index.ts'
import { selectApplicantSession } from './queries.ts'

/** Finds the request that a token opens; null when it is unknown or expired. */
export const applicantAuthenticator =
  (db: Db) =>
  async (token: string): Promise<ApplicantActor | null> => {
    const session = await selectApplicantSession(db, sha256(token))
    return session ? { realm: 'applicant', id: session.recovery_id } : null
  }
