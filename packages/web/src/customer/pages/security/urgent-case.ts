const KEY = 'topay.urgent-case'

/** Keeps, for this window, which case freezing opened. */
export const rememberUrgentCase = (caseId: string): void => sessionStorage.setItem(KEY, caseId)

/** The case that freezing opened, as far as this window knows. */
export const urgentCase = (): string | null => sessionStorage.getItem(KEY)
