"""The rows. Functions of the service take a session and these; outside the service they are never seen.

States of a submission: received -> reading -> read, or failed when no page of it can be read. States of a
page: waiting -> reading -> read, or failed after its last try. The steps in ``jobs`` drive both.
"""

from service.records.accounts import (
    LoginFailureRow,
    LoginFlowRow,
    SessionRow,
    TokenRow,
    UploadLinkRow,
    UserRow,
)
from service.records.audit import AuditHeadRecord, AuditRecord
from service.records.base import Base, Moment
from service.records.campaigns import (
    CampaignRecord,
    CampaignUnitRecord,
    CampaignVersionRecord,
    ExtensionRecord,
    LetterTemplateRecord,
    PlanRecord,
    SnapshotRecord,
)
from service.records.fields import (
    DOUBTFUL,
    WAITS,
    CheckRecord,
    CorrectionRecord,
    FieldRecord,
    ProblemRecord,
    is_doubtful,
)
from service.records.intake import LookRecord, MailboxRecord, MailLeftRecord, TrayRecord
from service.records.reviewing import EntryRecord, LeaseRecord, SampleRecord
from service.records.search import SearchTextRecord
from service.records.submissions import FileRecord, PageRecord, SubmissionRecord
from service.records.sums import (
    SumsAnswersRecord,
    SumsMarkRecord,
    SumsStampRecord,
    SumsStateRecord,
    SumsUnitRecord,
    SumsWholeRecord,
)
from service.records.units import UnitEventRecord, UnitLevelRecord, UnitRecord
from service.records.webhooks import DeliveryRecord, WebhookRecord
from service.records.workers import WorkerRecord

__all__ = [
    "DOUBTFUL",
    "WAITS",
    "AuditHeadRecord",
    "AuditRecord",
    "Base",
    "CampaignRecord",
    "CampaignUnitRecord",
    "CampaignVersionRecord",
    "CheckRecord",
    "CorrectionRecord",
    "DeliveryRecord",
    "EntryRecord",
    "ExtensionRecord",
    "FieldRecord",
    "FileRecord",
    "LeaseRecord",
    "LetterTemplateRecord",
    "LoginFailureRow",
    "LoginFlowRow",
    "LookRecord",
    "MailLeftRecord",
    "MailboxRecord",
    "Moment",
    "PageRecord",
    "PlanRecord",
    "ProblemRecord",
    "SampleRecord",
    "SearchTextRecord",
    "SessionRow",
    "SnapshotRecord",
    "SubmissionRecord",
    "SumsAnswersRecord",
    "SumsMarkRecord",
    "SumsStampRecord",
    "SumsStateRecord",
    "SumsUnitRecord",
    "SumsWholeRecord",
    "TokenRow",
    "TrayRecord",
    "UnitEventRecord",
    "UnitLevelRecord",
    "UnitRecord",
    "UploadLinkRow",
    "UserRow",
    "WebhookRecord",
    "WorkerRecord",
    "is_doubtful",
]
