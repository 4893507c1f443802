<?xml version="1.0" encoding="UTF-8"?>
<!-- Keys to be typed, as TypeScancodes of Msvm_Keyboard takes them: the bytes that a PC/AT keyboard sends (scan code set 1). -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:w="urn:dragoman:wmi" xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="w g d">

  <!-- USB HID to PS/2 Scan Code Translation Table, in decimal. Pause sends all its bytes when it is pressed. -->
  <xsl:variable name="keyboard">
    <key usage="4" press="30" release="158"/> <key usage="5" press="48" release="176"/>
    <key usage="6" press="46" release="174"/> <key usage="7" press="32" release="160"/>
    <key usage="8" press="18" release="146"/> <key usage="9" press="33" release="161"/>
    <key usage="10" press="34" release="162"/> <key usage="11" press="35" release="163"/>
    <key usage="12" press="23" release="151"/> <key usage="13" press="36" release="164"/>
    <key usage="14" press="37" release="165"/> <key usage="15" press="38" release="166"/>
    <key usage="16" press="50" release="178"/> <key usage="17" press="49" release="177"/>
    <key usage="18" press="24" release="152"/> <key usage="19" press="25" release="153"/>
    <key usage="20" press="16" release="144"/> <key usage="21" press="19" release="147"/>
    <key usage="22" press="31" release="159"/> <key usage="23" press="20" release="148"/>
    <key usage="24" press="22" release="150"/> <key usage="25" press="47" release="175"/>
    <key usage="26" press="17" release="145"/> <key usage="27" press="45" release="173"/>
    <key usage="28" press="21" release="149"/> <key usage="29" press="44" release="172"/>
    <key usage="30" press="2" release="130"/> <key usage="31" press="3" release="131"/>
    <key usage="32" press="4" release="132"/> <key usage="33" press="5" release="133"/>
    <key usage="34" press="6" release="134"/> <key usage="35" press="7" release="135"/>
    <key usage="36" press="8" release="136"/> <key usage="37" press="9" release="137"/>
    <key usage="38" press="10" release="138"/> <key usage="39" press="11" release="139"/>
    <key usage="40" press="28" release="156"/> <key usage="41" press="1" release="129"/>
    <key usage="42" press="14" release="142"/> <key usage="43" press="15" release="143"/>
    <key usage="44" press="57" release="185"/> <key usage="45" press="12" release="140"/>
    <key usage="46" press="13" release="141"/> <key usage="47" press="26" release="154"/>
    <key usage="48" press="27" release="155"/> <key usage="49" press="43" release="171"/>
    <key usage="50" press="43" release="171"/> <key usage="51" press="39" release="167"/>
    <key usage="52" press="40" release="168"/> <key usage="53" press="41" release="169"/>
    <key usage="54" press="51" release="179"/> <key usage="55" press="52" release="180"/>
    <key usage="56" press="53" release="181"/> <key usage="57" press="58" release="186"/>
    <key usage="58" press="59" release="187"/> <key usage="59" press="60" release="188"/>
    <key usage="60" press="61" release="189"/> <key usage="61" press="62" release="190"/>
    <key usage="62" press="63" release="191"/> <key usage="63" press="64" release="192"/>
    <key usage="64" press="65" release="193"/> <key usage="65" press="66" release="194"/>
    <key usage="66" press="67" release="195"/> <key usage="67" press="68" release="196"/>
    <key usage="68" press="87" release="215"/> <key usage="69" press="88" release="216"/>
    <key usage="70" press="224 55" release="224 183"/> <key usage="71" press="70" release="198"/>
    <key usage="72" press="225 29 69 225 157 197" release=""/> <key usage="73" press="224 82" release="224 210"/>
    <key usage="74" press="224 71" release="224 199"/> <key usage="75" press="224 73" release="224 201"/>
    <key usage="76" press="224 83" release="224 211"/> <key usage="77" press="224 79" release="224 207"/>
    <key usage="78" press="224 81" release="224 209"/> <key usage="79" press="224 77" release="224 205"/>
    <key usage="80" press="224 75" release="224 203"/> <key usage="81" press="224 80" release="224 208"/>
    <key usage="82" press="224 72" release="224 200"/> <key usage="83" press="69" release="197"/>
    <key usage="84" press="224 53" release="224 181"/> <key usage="85" press="55" release="183"/>
    <key usage="86" press="74" release="202"/> <key usage="87" press="78" release="206"/>
    <key usage="88" press="224 28" release="224 156"/> <key usage="89" press="79" release="207"/>
    <key usage="90" press="80" release="208"/> <key usage="91" press="81" release="209"/>
    <key usage="92" press="75" release="203"/> <key usage="93" press="76" release="204"/>
    <key usage="94" press="77" release="205"/> <key usage="95" press="71" release="199"/>
    <key usage="96" press="72" release="200"/> <key usage="97" press="73" release="201"/>
    <key usage="98" press="82" release="210"/> <key usage="99" press="83" release="211"/>
    <key usage="100" press="86" release="214"/> <key usage="101" press="224 93" release="224 221"/>
    <key usage="102" press="224 94" release="224 222"/> <key usage="103" press="89" release="217"/>
    <key usage="104" press="100" release="228"/> <key usage="105" press="101" release="229"/>
    <key usage="106" press="102" release="230"/> <key usage="107" press="103" release="231"/>
    <key usage="108" press="104" release="232"/> <key usage="109" press="105" release="233"/>
    <key usage="110" press="106" release="234"/> <key usage="111" press="107" release="235"/>
    <key usage="112" press="108" release="236"/> <key usage="113" press="109" release="237"/>
    <key usage="114" press="110" release="238"/> <key usage="115" press="118" release="246"/>
    <key usage="133" press="126" release="254"/> <key usage="135" press="115" release="243"/>
    <key usage="136" press="112" release="240"/> <key usage="137" press="125" release="253"/>
    <key usage="138" press="121" release="249"/> <key usage="139" press="123" release="251"/>
    <key usage="140" press="92" release="220"/> <key usage="224" press="29" release="157"/>
    <key usage="225" press="42" release="170"/> <key usage="226" press="56" release="184"/>
    <key usage="227" press="224 91" release="224 219"/> <key usage="228" press="224 29" release="224 157"/>
    <key usage="229" press="54" release="182"/> <key usage="230" press="224 56" release="224 184"/>
    <key usage="231" press="224 92" release="224 220"/>
  </xsl:variable>

  <!-- Where the machine's keyboard is, there is one while it runs. -->
  <xsl:template match="g:command[@name = 'vm.sendKeys']">
    <xsl:variable name="device" select="$native/w:instance[@class = 'Msvm_Keyboard'][1]"/>
    <xsl:variable name="unknown" select="g:key[not(@usage = d:nodes($keyboard)/key/@usage)]"/>
    <p:plan>
      <xsl:choose>
        <xsl:when test="$unknown">
          <xsl:call-template name="fault">
            <xsl:with-param name="code">invalidArgument</xsl:with-param>
            <xsl:with-param name="message" select="concat('A PC/AT keyboard has no key of the USB usage ', $unknown[1]/@usage, '.')"/>
            <xsl:with-param name="detail">argument</xsl:with-param>
            <xsl:with-param name="value">usage</xsl:with-param>
          </xsl:call-template>
        </xsl:when>
        <xsl:when test="$vm/g:powerState != 'running' or not($device)">
          <xsl:call-template name="wrongState"><xsl:with-param name="expected">running</xsl:with-param></xsl:call-template>
        </xsl:when>
        <xsl:otherwise>
          <p:step id="type">
            <p:call>
              <w:invoke class="Msvm_Keyboard" method="TypeScancodes">
                <w:selectors>
                  <xsl:for-each select="$device/w:property[@name = 'CreationClassName' or @name = 'DeviceID' or @name = 'SystemCreationClassName' or @name = 'SystemName']">
                    <w:selector name="{@name}"><xsl:value-of select="."/></w:selector>
                  </xsl:for-each>
                </w:selectors>
                <w:input><xsl:apply-templates select="g:key" mode="stroke"/></w:input>
              </w:invoke>
            </p:call>
          </p:step>
        </xsl:otherwise>
      </xsl:choose>
    </p:plan>
  </xsl:template>

  <!-- What is held goes down before the key and comes up after it, the last one first. -->
  <xsl:template match="g:key" mode="stroke">
    <xsl:apply-templates select="g:held" mode="press"/>
    <xsl:apply-templates select="." mode="press"/>
    <xsl:apply-templates select="." mode="release"/>
    <xsl:apply-templates select="g:held" mode="release"><xsl:sort select="position()" data-type="number" order="descending"/></xsl:apply-templates>
  </xsl:template>

  <xsl:template match="*" mode="press">
    <xsl:call-template name="scancodes">
      <xsl:with-param name="bytes" select="string(d:nodes($keyboard)/key[@usage = current()/@usage]/@press)"/>
    </xsl:call-template>
  </xsl:template>
  <xsl:template match="*" mode="release">
    <xsl:call-template name="scancodes">
      <xsl:with-param name="bytes" select="string(d:nodes($keyboard)/key[@usage = current()/@usage]/@release)"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template name="scancodes">
    <xsl:param name="bytes"/>
    <xsl:if test="$bytes != ''">
      <w:property name="Scancodes" type="uint8" array="true"><xsl:value-of select="substring-before(concat($bytes, ' '), ' ')"/></w:property>
      <xsl:call-template name="scancodes"><xsl:with-param name="bytes" select="substring-after($bytes, ' ')"/></xsl:call-template>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>
