"""Where rules come from, in Vietnamese, as shown to officers."""

CONTRACT_READING = "Quy ước giao nhận của dự án, mục 2 (đọc tệp)"
CONTRACT_KEYS = "Quy ước giao nhận của dự án, mục 3 (khóa, giai đoạn, tổng số)"
TEMPLATE = "Mẫu Excel kèm Công văn 1437/BTP-CNTT ngày 25/4/2019"
VENDOR = "Kiểm tra thường dùng của các đơn vị số hóa sổ hộ tịch"
WRITING = "Thông tư 04/2020/TT-BTP, Điều 29–36 (cách ghi sổ hộ tịch)"
NUMBERING = (
    "Thông tư 04/2020/TT-BTP, Điều 29; Nghị định 158/2005/NĐ-CP, Điều 68 (số thứ tự liên tục trong năm)"
)
LOCKING = "Luật Hộ tịch 2014, Điều 58 khoản 2 (khóa sổ)"
COPIES = "Luật Hộ tịch 2014, Điều 58 (bản sao sổ lưu ở cấp trên)"
PERSONAL_NUMBER = (
    "Nghị định 137/2015/NĐ-CP, Điều 13 (cấu trúc số định danh cá nhân); Luật Căn cước công dân 2014"
)
CARD_NUMBER = "Cách đánh số chứng minh nhân dân 9 số: hai số đầu theo tỉnh cấp (Bến Tre: 32)"
BIRTH_TERM = (
    "Thời hạn đăng ký khai sinh: Nghị định 83/1998/NĐ-CP, Điều 18; Nghị định 158/2005/NĐ-CP, Điều 14;"
    " Luật Hộ tịch 2014, Điều 15"
)
CIVIL_STATUS_LAW = "Luật Hộ tịch 2014, hiệu lực từ 01/01/2016"
ETHNICITIES = "Danh mục 54 dân tộc Việt Nam (Quyết định 121-TCTK/PPCĐ ngày 02/3/1979)"
MARRIAGE_2014 = "Luật Hôn nhân và gia đình 2014, Điều 8 khoản 1 điểm a (từ 01/01/2015)"
MARRIAGE_2000 = (
    "Luật Hôn nhân và gia đình 2000, Điều 9 (từ 01/01/2001): nam từ 20, nữ từ 18, tính theo năm bước vào"
)
MARRIAGE_1986 = (
    "Luật Hôn nhân và gia đình 1986, Điều 5 (từ 03/01/1987): nam từ 20, nữ từ 18, tính theo năm bước vào"
)
MARRIAGE_1959 = "Luật Hôn nhân và gia đình 1959, áp dụng ở miền Nam từ 25/3/1977 (chưa được xác nhận)"
GUARDIANS = "Bộ luật Dân sự 2005, Điều 60; 2015, Điều 49 (điều kiện của người giám hộ)"
FORMS = "Mẫu sổ hộ tịch của từng thời kỳ (Nghị định 158/2005/NĐ-CP; Thông tư 15/2015/TT-BTP)"
