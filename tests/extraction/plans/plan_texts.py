"""Two made-up plans of different shapes, as text."""

COMMUNES = """ĐẢNG BỘ TỈNH VĨNH LONG
TỈNH ỦY
*
Số 58-KH/TU

ĐẢNG CỘNG SẢN VIỆT NAM
Vĩnh Long, ngày 12 tháng 9 năm 2025

KẾ HOẠCH
khảo sát công tác phát triển đảng viên trong học sinh, sinh viên và công nhân

Thực hiện Chỉ thị số 33-CT/TW ngày 18/3/2019 của Ban Bí thư, Ban Thường vụ Tỉnh ủy ban hành Kế hoạch khảo
sát như sau:

I- MỤC ĐÍCH, YÊU CẦU

1. Nắm chắc thực trạng; số liệu trước ngày 01/01/2020 không tính.

2. Bảo đảm đúng tiến độ.

II- THỜI GIAN THỰC HIỆN

1. Đảng ủy các xã, phường

Đảng ủy các xã, phường chỉ đạo các chi bộ khảo sát và gửi báo cáo về Ban Tổ chức Tỉnh ủy chậm nhất ngày 20
tháng 10 năm 2025.

2. Các đảng ủy trực thuộc Tỉnh ủy

Tổng hợp, gửi báo cáo đến hết ngày 31/10/2025.

3. Ban Tổ chức Tỉnh ủy

Tham mưu báo cáo tổng hợp chung; xong trong tháng 11/2025.

III- TỔ CHỨC THỰC HIỆN

1. Ban Tuyên giáo và Dân vận Tỉnh ủy theo dõi, đôn đốc.

2. Văn phòng Tỉnh ủy bảo đảm kinh phí.

Nơi nhận:
- Ban Tổ chức Trung ương (để báo cáo),
- Đảng ủy các xã, phường,
- Lưu Văn phòng Tỉnh ủy.

T/M BAN THƯỜNG VỤ
PHÓ BÍ THƯ THƯỜNG TRỰC

Trần Thị Lan Hương

PHỤ LỤC 1

ĐỀ CƯƠNG BÁO CÁO

(kèm theo Kế hoạch số 58-KH/TU ngày 12/9/2025 của Ban Thường vụ Tỉnh ủy)

Phần I
TÌNH HÌNH CHUNG

1. Đặc điểm của địa phương, đơn vị
2. Số lượng trường học, doanh nghiệp; tỷ lệ doanh nghiệp có tổ chức đảng

Phần II
KẾT QUẢ PHÁT TRIỂN ĐẢNG VIÊN

1. Trong học sinh, sinh viên
a) Công tác tạo nguồn
b) Kết quả kết nạp: tổng số học sinh được kết nạp, tổng số sinh viên được kết nạp (tính đến 30/9/2025).
2. Trong công nhân
3. Khó khăn, vướng mắc (nếu có)

Phần III
KIẾN NGHỊ

PHỤ LỤC 2

Mẫu số 02: Tổng hợp kết quả phát triển đảng viên

TT\tTên đơn vị\tHọc sinh\t\t\tCông nhân\t\tTỷ lệ (%)\tGhi chú
\t\tTổng số\tKết nạp\t\tTổng số\tKết nạp\t\t
\t\t\tNam\tNữ\t\t\t\t
(1)\t(2)\t(3)\t(4)\t(5)\t(6)\t(7)\t(8)\t(9)
1\tXã, phường\t\t\t\t\t\t\t
\t...\t\t\t\t\t\t\t
2\tDoanh nghiệp\t\t\t\t\t\t\t
"""

QUARTERS = """HUYỆN ỦY TÂN HỒNG
*
ĐẢNG CỘNG SẢN VIỆT NAM
Tân Hồng, ngày 15 tháng 01 năm 2022
Số 21-KH/HU

KẾ HOẠCH
thực hiện công tác dân vận năm 2022

Căn cứ Chương trình công tác năm 2022, Ban Thường vụ Huyện ủy Tân Hồng, tỉnh Đồng Tháp xây dựng Kế hoạch
công tác dân vận như sau:

A. MỤC ĐÍCH
Nâng cao hiệu quả công tác dân vận.

I. Yêu cầu chung
1. Cụ thể, thiết thực.
2. Tránh hình thức.

II. Nội dung báo cáo
1. Việc quán triệt các văn bản của Trung ương về công tác dân vận.
2. Kết quả phong trào thi đua "Dân vận khéo": nêu bao nhiêu mô hình, bao nhiêu tập thể điển hình.
3. Công tác tiếp xúc, đối thoại với nhân dân; số cuộc đối thoại, số ý kiến được giải quyết.
4. Đề xuất, kiến nghị (nếu có).

III. Chế độ báo cáo
1. Các chi bộ, đảng bộ cơ sở gửi báo cáo quý I trước ngày 15/3, báo cáo 6 tháng đầu năm trước ngày 10/6, báo
cáo 9 tháng trước ngày 10/9 và báo cáo năm trước ngày 30/11/2022 về Huyện ủy (kèm theo biểu mẫu).
2. Ban Dân vận Huyện ủy tổ chức hội nghị tổng kết vào cuối tháng 12 năm 2022.

Nơi nhận:
- Tỉnh ủy (b/c);
- Các chi, đảng bộ cơ sở;
- Lưu VPHU.

T/M BAN THƯỜNG VỤ
BÍ THƯ
Lê Văn Tám
"""
