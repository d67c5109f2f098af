export const documentTypes = ['cn_id', 'passport', 'hk_macau_permit', 'taiwan_permit', 'residence_permit'] as const
export const documentKinds = ['document_front', 'document_back', 'selfie', 'address_proof'] as const
export const verificationStatuses = ['in_review', 'more_needed', 'passed', 'failed', 'withdrawn', 'expired'] as const

/** Why a submission did not pass, or what more is needed. */
export const verificationReasons = [
  'unreadable',
  'cropped',
  'expired_document',
  'name_differs',
  'number_differs',
  'selfie_differs',
  'document_type_wrong',
  'address_differs',
  'under_age',
  'altered',
  'other',
] as const

export const imageProblems = ['too_small', 'too_dark', 'too_bright', 'blurred', 'not_a_picture', 'seen_before'] as const
