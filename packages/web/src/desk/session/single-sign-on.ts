/** What this tab must remember while its person is at the identity provider: an answer without it is not ours. */
export type AwaySignIn = { staff_sign_in_id: string; next?: string | undefined }

const KEY = 'topay.desk.single-sign-on'

export const rememberAway = (away: AwaySignIn): void => sessionStorage.setItem(KEY, JSON.stringify(away))

/** What was remembered, or null in another tab or after it was used. */
export const readAway = (): AwaySignIn | null => {
  try {
    const value = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as AwaySignIn | null
    return typeof value?.staff_sign_in_id === 'string' ? value : null
  } catch {
    return null
  }
}

export const forgetAway = (): void => sessionStorage.removeItem(KEY)
