"""In the reading process: what is found on stored pages, with the signals that calibration learns from."""

from __future__ import annotations

from ocr.settings import OcrSettings
from service import mapping
from service.reading import clean_images
from service.workers import Parts


def findings_task(request: Parts) -> Parts:
    """Findings of pages for one campaign, as plain data."""
    from extraction.campaign_format import campaign_from_dict
    from extraction.pipeline import gather_findings
    from ocr.cells import make_look_again

    head = request.head
    pages = [mapping.unpack_page(blob) for blob in request.blobs]
    look_again = make_look_again(clean_images(pages, head["images"]), OcrSettings(**head["ocr"]))
    found = gather_findings(pages, campaign_from_dict(head["campaign"]), look_again).findings
    return Parts(
        {
            "findings": [
                {
                    "path": finding.path,
                    "kind": finding.kind,
                    "found": finding.found,
                    "value": mapping.json_value(finding.value),
                    "raw": finding.raw,
                    "signals": dict(finding.signals),
                    "doubts": list(finding.doubts),
                }
                for finding in found
            ]
        }
    )
