"""What each setting means, for the page of the installation; the English is the setting's own help."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "setting.data_dir": (
        "Thư mục chứa cơ sở dữ liệu, bản quét và ảnh trang.",
        "Folder of the database, the scans and the page images.",
    ),
    "setting.database_url": (
        "Địa chỉ cơ sở dữ liệu (SQLAlchemy); để trống: SQLite trong thư mục dữ liệu. Dùng PostgreSQL "
        "cũng được.",
        "SQLAlchemy URL of the database; empty: SQLite in the data folder. PostgreSQL works too.",
    ),
    "setting.store_url": (
        "Nơi để bản quét: s3://BUCKET hoặc s3://BUCKET/THƯ-MỤC; để trống: thư mục dữ liệu.",
        "Where the scans lie: s3://BUCKET or s3://BUCKET/FOLDER; empty: the data folder.",
    ),
    "setting.store_endpoint": (
        "Địa chỉ kho tương thích S3 (https://...); để trống: kho của Amazon.",
        "Address of an S3-compatible store (https://...); empty: Amazon's own.",
    ),
    "setting.store_region": (
        "Vùng của kho; đa số kho nhận mọi giá trị.",
        "Region of the bucket; most stores take any.",
    ),
    "setting.store_key_id": (
        "Mã khóa truy cập kho.",
        "Access key of the bucket.",
    ),
    "setting.store_secret": (
        "Mật khẩu của khóa truy cập kho.",
        "Secret of the access key.",
    ),
    "setting.store_cache_mib": (
        "Chỗ dành cho bản sao tệp của kho, tính bằng MiB.",
        "Room for copies of the bucket's files, in MiB.",
    ),
    "setting.host": (
        "Địa chỉ mạng mà máy chủ lắng nghe.",
        "Address to listen on.",
    ),
    "setting.port": (
        "Cổng mà máy chủ lắng nghe; 0: cổng trống bất kỳ.",
        "Port to listen on; 0 takes any free one.",
    ),
    "setting.public_url": (
        "Địa chỉ mà trình duyệt dùng (https://tonghop.example); để trống: theo tiêu đề Host.",
        "Address that browsers use (https://tonghop.example); empty: the Host header decides.",
    ),
    "setting.secure_cookies": (
        "Đánh dấu cookie là Secure; bắt buộc khi public_url là https, ngoài ra không được bật.",
        "Mark cookies Secure; needed (and refused otherwise) when public_url is https.",
    ),
    "setting.allow_plain_http": (
        "Cho phép máy khác truy cập khi public_url không phải https.",
        "Accept listening beyond this machine without https in public_url.",
    ),
    "setting.metrics_token": (
        "Mã của trang /metrics, ít nhất 16 ký tự; để trống: không có trang này.",
        "Bearer token of /metrics, 16 characters at least; empty: there is no such page.",
    ),
    "setting.worker_metrics_port": (
        "Cổng của `tonghop worker` cho /metrics của nó, cần mã nói trên; để trống: không có.",
        "Port of `tonghop worker` for its own /metrics, which need the token; empty: none.",
    ),
    "setting.json_logs": (
        "Ghi nhật ký mỗi yêu cầu và sự kiện thành một dòng JSON.",
        "Log a line of JSON for each request and event.",
    ),
    "setting.trusted_proxies": (
        "Địa chỉ và mạng (cách nhau bằng dấu phẩy) của máy chủ trung gian mà X-Forwarded-For và "
        "-Proto được tin; để trống: không máy nào. Không bao giờ ghi mạng có trình duyệt.",
        "Addresses and networks (comma between) of proxies whose X-Forwarded-For and -Proto are "
        "believed; empty: none. Never networks that browsers are in.",
    ),
    "setting.oidc_issuer": (
        "Địa chỉ dịch vụ đăng nhập OpenID Connect của cơ quan; để trống: chỉ dùng tài khoản riêng.",
        "Address of the office's OpenID Connect service; empty: own accounts only.",
    ),
    "setting.oidc_client_id": (
        "Mã của chương trình tại dịch vụ đó.",
        "Our id at that service.",
    ),
    "setting.oidc_client_secret": (
        "Mật khẩu của chương trình tại dịch vụ đó; để trống: chỉ dùng PKCE.",
        "Our secret there; empty: PKCE alone.",
    ),
    "setting.oidc_role_claim": (
        "Mục ghi các nhóm của một người.",
        "The claim that holds a person's groups.",
    ),
    "setting.oidc_roles": (
        "Nhóm nào có vai trò nào (nhóm=vai trò, cách nhau bằng dấu phẩy); nhóm khớp đầu tiên được dùng.",
        "Which group has which role (group=role, comma between); the first that fits counts.",
    ),
    "setting.keep_scans_years": (
        "Số năm giữ bản quét sau hạn cuối của đợt; 0: giữ mãi.",
        "Years after a campaign's last deadline that its scans are kept; 0: for ever.",
    ),
    "setting.session_hours": (
        "Số giờ một lần đăng nhập có hiệu lực.",
        "Hours until a login ends.",
    ),
    "setting.tessdata_dir": (
        "Thư mục mô hình của Tesseract; để trống: models/ trong bản cài, nếu không có thì của chính "
        "Tesseract.",
        "Folder of Tesseract's models; empty: models/ of the checkout, else Tesseract's own.",
    ),
    "setting.signature_roots_dir": (
        "Thư mục chứng thư (.cer .crt .der .pem) mà chữ ký số dựa vào được tin.",
        "Folder of certificates (.cer .crt .der .pem) whose digital signatures are trusted.",
    ),
    "setting.workers": (
        "Số trang đọc cùng lúc; 0: mỗi nhân bộ xử lý một trang.",
        "Pages read at the same time; 0: one for each processor core.",
    ),
    "setting.reads": (
        "Đọc báo cáo cả trong tiến trình phục vụ; tắt: chỉ `tonghop worker` đọc.",
        "Read reports in the serving process too; off: only `tonghop worker` reads.",
    ),
    "setting.processes": (
        "Số tiến trình trả lời yêu cầu; 0: mỗi nhân bộ xử lý một, nhiều nhất bốn.",
        "Processes that answer requests; 0: one for each processor core, four at most.",
    ),
    "setting.drain_seconds": (
        "Số giây dành cho trang đang đọc khi dịch vụ dừng.",
        "Seconds that pages being read are given when the service is stopped.",
    ),
    "setting.page_seconds": (
        "Thời hạn đọc một trang, tính bằng giây.",
        "Time limit of one page, in seconds.",
    ),
    "setting.max_page_megapixels": (
        "Trang lớn nhất, tính bằng triệu điểm ảnh; trang A4 ở 800 dpi có 62.",
        "Largest page, in million pixels; an A4 page at 800 dpi has 62.",
    ),
    "setting.worker_memory_mib": (
        "Giới hạn vùng nhớ của một tiến trình đọc, tính bằng MiB.",
        "Address space limit of one reading process, in MiB.",
    ),
    "setting.watch_folder": (
        "Thư mục mà máy quét của cơ quan ghi vào; để trống: không theo dõi thư mục nào.",
        "Folder that the office's scanner writes into; empty: none is watched.",
    ),
    "setting.mail_host": (
        "Máy chủ IMAP của hộp thư cơ quan; để trống: không đọc hộp thư nào.",
        "IMAP server of the office's mailbox; empty: no mailbox is read.",
    ),
    "setting.mail_port": (
        "Cổng của máy chủ IMAP.",
        "Port of the IMAP server.",
    ),
    "setting.mail_security": (
        "Cách bảo vệ kết nối tới máy chủ IMAP: tls, starttls hoặc none.",
        "How the connection to the IMAP server is secured: tls, starttls or none.",
    ),
    "setting.mail_user": (
        "Tên đăng nhập hộp thư.",
        "Login name of the mailbox.",
    ),
    "setting.mail_password_file": (
        "Tệp chứa mật khẩu hộp thư; được đọc lại mỗi lần kết nối.",
        "File with the mailbox's password; read anew at each connection.",
    ),
    "setting.mail_folder": (
        "Thư mục của hộp thư được đọc.",
        "Folder of the mailbox that is read.",
    ),
    "setting.intake_seconds": (
        "Số giây giữa hai lần xem thư mục theo dõi và hộp thư.",
        "Seconds between two looks into the watched folder and the mailbox.",
    ),
    "setting.webhook_hosts": (
        "Các máy (cách nhau bằng dấu phẩy) được báo tin khi có việc (webhook); để trống: không máy nào.",
        "Hosts, by commas, that may be told what happens (webhooks); empty: none.",
    ),
    "setting.max_file_mib": (
        "Tệp lớn nhất được nhận, tính bằng MiB.",
        "Largest file accepted, in MiB.",
    ),
    "setting.max_request_mib": (
        "Một lần tải lên lớn nhất được nhận, tính bằng MiB.",
        "Largest upload request accepted, in MiB.",
    ),
    "setting.max_unpacked_mib": (
        "Dung lượng lớn nhất của các tệp trong một ZIP cộng lại, tính bằng MiB.",
        "Most that the files of one ZIP may have together, in MiB.",
    ),
    "setting.max_files": (
        "Số tệp nhiều nhất của một lần tải lên, kể cả tệp trong ZIP.",
        "Most files in one upload, those of its ZIPs included.",
    ),
    "setting.lease_seconds": (
        "Số giây một ô được giao cho người kiểm tra khi không còn dấu hiệu làm việc.",
        "Seconds that a field is lent to a reviewer who shows no sign of life.",
    ),
    "setting.max_pages": (
        "Số trang nhiều nhất của một báo cáo.",
        "Most pages of one submission.",
    ),
}
